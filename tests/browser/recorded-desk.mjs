// A help desk in another process (`deskferry sandbox`) behind a door of ours, which notes what arrives and can be shut.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";

/** Starts one. `path` keeps its customers. */
export async function startDesk(program, path) {
  const words = ["sandbox", "--listen", "127.0.0.1:0", "--file", path, "--switch", "client-id=me", "--switch", "api-token=geheim"];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH } });
  const inner = new URL(await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text) => { said += text; const found = said.match(/DESKERO_BASE_URL=(\S+)/); if (found) resolve(found[1]); });
    child.on("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
  }));
  // Each request has a connection of its own: while the door is shut, what comes is refused, and what is inside ends well.
  const server = createServer({ keepAlive: false }, (incoming, answer) => {
    const parts = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      if (desk.busyFor && body.includes(desk.busyFor)) {
        answer.writeHead(429, { "retry-after": "0", connection: "close" }).end();
        return;
      }
      const { method, url: path, headers } = incoming;
      const onward = request({ host: inner.hostname, port: inner.port, method, path, headers }, (given) => {
        if (method !== "GET" && given.statusCode < 300 && !path.includes("oauth")) desk.writes.push(`${method} ${path}\n${body}`);
        answer.writeHead(given.statusCode, { ...given.headers, connection: "close" });
        given.pipe(answer);
      });
      onward.on("error", () => incoming.socket.destroy());
      onward.end(body);
    });
  });
  const desk = {
    writes: [],
    /** Requests with this text are told to come later. */
    busyFor: null,
    shut() { server.close(); },
    open() { server.listen(port, "127.0.0.1"); },
    stop() { server.close(); child.kill(); },
  };
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  desk.base = `http://127.0.0.1:${port}`;
  return desk;
}
