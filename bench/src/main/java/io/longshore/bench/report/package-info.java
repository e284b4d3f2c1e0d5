/** What a run leaves: Markdown, JSON and a chart. */
@NullMarked
package io.longshore.bench.report;

import org.jspecify.annotations.NullMarked;
