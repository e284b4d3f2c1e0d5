/**
 * The contract's gRPC services: each class translates a service's calls to the domain and its answers back, and decides nothing. Who calls, whether a
 * message keeps its rules, and how a failure is told are settled once for all calls, by the interceptors. Start at {@link io.longshore.server.rpc.RpcServer}.
 */
@NullMarked
package io.longshore.server.rpc;

import org.jspecify.annotations.NullMarked;
