/** Tests of the whole server: its configuration, its start and stop, its layers, and its main job. */
package io.longshore.server.app;
