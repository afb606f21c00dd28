import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export type AuthProxy = AsyncDisposable & { port: number; seen: { url: string; authorization: string | null }[] };

/** An HTTP proxy on loopback that asks for credentials and notes what it is asked. */
export async function startAuthProxy(credentials: string): Promise<AuthProxy> {
  const seen: AuthProxy['seen'] = [];
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const isLetIn = (url: string, authorization: string | undefined): boolean => {
    seen.push({ url, authorization: authorization ?? null });
    return authorization === expected;
  };
  const refusal = { 'proxy-authenticate': 'Basic realm="proxy"' };
  const server = createServer((request, response) => {
    if (!isLetIn(request.url ?? '', request.headers['proxy-authorization'])) {
      response.writeHead(407, refusal).end('who are you?');
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = httpRequest(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    if (!isLetIn(request.url ?? '', request.headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n');
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
