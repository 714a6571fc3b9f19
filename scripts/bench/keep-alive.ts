import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a server that closes each connection after its answer, as moto does. This one leaves them open, as AWS does. */
export interface OpenWay {
  url: string;
  stop(): void;
}

export async function keepAliveTo(server: string): Promise<OpenWay> {
  const way = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request(new URL(url ?? "/", server), { method, headers: { ...headers, connection: "close" } }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, { ...answered.headers, connection: "keep-alive" });
      answered.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
    stop: () => {
      way.close();
      way.closeAllConnections();
    },
  };
}
