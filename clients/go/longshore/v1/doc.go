// Package longshorev1 is the contract in Go: messages and stubs, generated from proto/longshore/v1. What its comments say of calls, fields
// and failures holds in every language.
package longshorev1
