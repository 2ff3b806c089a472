/**
 * Node's own modules of the wire. `import … from 'node:http'` reads every name the module exports, and some of those are getters that
 * load much more: `WebSocket` of `node:http` all of undici, `rootCertificates` of `node:tls` every authority's certificate. Measured:
 * three megabytes in each engine's thread, and ten milliseconds of each start. Asked for directly they load what is used.
 */
export const http = process.getBuiltinModule('node:http');
export const http2 = process.getBuiltinModule('node:http2');
export const tls = process.getBuiltinModule('node:tls');
