"""A balancer of the test's own: each connection goes to the first backend that takes it.

    balancer.py ADDRESS:PORT BACKEND:PORT...
"""

import asyncio
import sys


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


async def dial(backends: list[list[str]]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for host, port in backends:
        try:
            return await asyncio.wait_for(asyncio.open_connection(host, int(port)), 1)
        except (OSError, asyncio.TimeoutError):
            continue
    raise OSError("no backend")


async def main() -> None:
    (host, port), *backends = [word.rsplit(":", 1) for word in sys.argv[1:]]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, ours = await dial(backends)
        except OSError:
            writer.close()
            return
        await asyncio.gather(copy(reader, ours), copy(theirs, writer))

    server = await asyncio.start_server(serve, host, int(port))
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
