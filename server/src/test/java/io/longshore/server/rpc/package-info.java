/** Tests of the gRPC services, with calls over real channels to a server whose domain is made of small fakes. */
package io.longshore.server.rpc;
