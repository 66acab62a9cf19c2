#!/usr/bin/env python3
"""Measures what the journal costs: the inserts per second that reach a sandbox in its own process, with the journal
and without it. The two take turns; the medians count.

    cargo build --release && cp target/release/deskferry /tmp/with
    cargo build --release --features bench-no-journal
    benches/journal.py /tmp/with target/release/deskferry --rows 50000
    benches/journal.py /tmp/with target/release/deskferry --rows 10000 --latency 20ms
"""
import argparse, csv, json, os, pathlib, statistics, subprocess, tempfile, urllib.request

HEADER = ("First name,Last name,E-mail,Phone,Mobile,Street,City,Province,Country,ZIP,Birth date,Website,Company,"
          "Language,VIP,Notes").split(",")


def source(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(rows):
            out.writerow(["Ada", f"Byron {n}", f"ada.{n}@example.org", "+39 02 5551234", "3335551234",
                          f"Via Roma, {n % 250}", "Milano", "MI", "Italy", "20121", "10/12/1915",
                          f"https://www.example.org/u/{n}", "Acme S.p.A.", "en", "yes", "Prefers calls after 6pm"])


def serve(binary, args):
    """Starts the sandbox; returns it with the environment for its clients."""
    switches = [f"--switch=latency={args.latency}", f"--switch=keep-requests={2 * args.rows}"]
    command = [binary, "sandbox", "-q", "--listen", "127.0.0.1:0", *switches]
    sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = [sandbox.stdout.readline() for _ in range(3)]
    return sandbox, dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)


def measure(binary, sandbox_binary, args, folder):
    """Inserts per second, from the first arrival to the last."""
    sandbox, env = serve(sandbox_binary, args)
    try:
        mapping = pathlib.Path(__file__).with_name("customers.toml")
        command = [binary, "import", f"{folder}/a.csv", "-m", mapping, "--rate", "0", "--no-progress", "-q",
                   "--concurrency", str(args.concurrency), "--run-dir", tempfile.mkdtemp(dir=folder)]
        subprocess.run(command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = json.load(urllib.request.urlopen(env["DESKERO_BASE_URL"] + "/_sandbox/requests"))
        ago = [request["ago_ms"] for request in log if request["kind"] == "insert" and request["committed"]]
        assert len(ago) == args.rows, f"{binary}: {len(ago)} inserts for {args.rows} rows"
        return (len(ago) - 1) * 1000 / max(1, max(ago) - min(ago))
    finally:
        sandbox.terminate()
        sandbox.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("with_journal")
    parser.add_argument("without_journal")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--latency", default="0ms")
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    rates = {args.with_journal: [], args.without_journal: []}
    with tempfile.TemporaryDirectory() as folder:
        source(f"{folder}/a.csv", args.rows)
        for _ in range(args.rounds):
            for binary, seen in rates.items():
                seen.append(measure(binary, args.with_journal, args, folder))
                print(f"{binary}: {seen[-1]:,.0f}/s", flush=True)
    pairs = [kept / none for kept, none in zip(*rates.values())]
    medians = [statistics.median(seen) for seen in rates.values()]
    print(f"{args.rows} rows, latency {args.latency}: {medians[0]:,.0f}/s with, {medians[1]:,.0f}/s without; "
          f"ratio {statistics.median(pairs):.3f} [{min(pairs):.3f}-{max(pairs):.3f}]")


main()
