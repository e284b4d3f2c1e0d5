/** The product as users meet it: the server and the command line as processes, storages in folders, disks made and checked by tools that others wrote. */
package io.longshore.acceptance;
