import { createServer, request as httpRequest } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** A proxy as companies put between their runners and the world: it opens tunnels (CONNECT) and forwards plain HTTP. */
export interface ForwardProxy {
  url: string;
  /** What came: `CONNECT host:port` or `GET host:port`, in order. */
  asked: string[];
  stop(): Promise<void>;
}

export async function startForwardProxy(): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const { host, hostname, port, pathname, search } = new URL(url);
    asked.push(`${method} ${host}`);
    const onward = httpRequest({ hostname, port, method, path: pathname + search, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connect", (request, socket: Socket) => {
    const { host, hostname, port } = new URL(`http://${request.url ?? ""}`);
    asked.push(`CONNECT ${host}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.once("error", () => [socket, onward].forEach((other) => other.destroy()));
    sockets.add(socket).add(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
