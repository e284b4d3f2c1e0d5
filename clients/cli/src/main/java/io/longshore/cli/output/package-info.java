/** What commands print on standard output: JSON lines for programs, tables and sentences for people. */
@NullMarked
package io.longshore.cli.output;

import org.jspecify.annotations.NullMarked;
