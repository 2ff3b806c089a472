import { arr, int, type Rec, rec, str, strings } from '../kube/read.ts';

/**
 * One probe or hook as kubectl describes it: `http-get http://:8080/healthz delay=5s timeout=1s period=10s #success=1 #failure=3`.
 * Source: `kubectl/pkg/describe/describe.go` DescribeProbe.
 */
export function describeProbe(probe: Rec): string {
  const attributes = [
    `delay=${int(probe.initialDelaySeconds)}s`,
    `timeout=${int(probe.timeoutSeconds)}s`,
    `period=${int(probe.periodSeconds)}s`,
    `#success=${int(probe.successThreshold)}`,
    `#failure=${int(probe.failureThreshold)}`,
  ].join(' ');
  return `${describeHandler(probe)} ${attributes}`;
}

const portOf = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));

export function describeHandler(handler: Rec): string {
  if (handler.exec !== undefined) return `exec [${strings(rec(handler.exec).command).join(' ')}]`;
  if (handler.httpGet !== undefined) {
    const get = rec(handler.httpGet);
    const headers = arr(get.httpHeaders).map((header) => ` ${str(rec(header).name)}: ${str(rec(header).value)}`);
    const scheme = (str(get.scheme) || 'HTTP').toLowerCase();
    return `http-get ${scheme}://${str(get.host)}:${portOf(get.port)}${str(get.path)}${headers.join(',')}`;
  }
  if (handler.tcpSocket !== undefined) {
    const socket = rec(handler.tcpSocket);
    return `tcp-socket ${str(socket.host)}:${portOf(socket.port)}`;
  }
  if (handler.grpc !== undefined)
    return `grpc <pod>:${portOf(rec(handler.grpc).port)} ${str(rec(handler.grpc).service)}`.trim();
  if (handler.sleep !== undefined) return `sleep ${int(rec(handler.sleep).seconds)}s`;
  return 'unknown';
}
