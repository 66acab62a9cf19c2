#!/usr/bin/env python3
"""Measures what a year of backups costs to read: time, processor time and memory of list, show, diff, history, check,
prune and restore of one customer. The nights are made by the program itself, from a sandbox in a file: each night 200
customers get another memo, five go and ten come. A year of 50,000 customers takes about an hour and 4 GB.

    cargo build --release
    benches/backups.py target/release/deskferry --nights 365 --customers 50000 --folder /tmp/year
    DESKFERRY_PASSPHRASE=x benches/backups.py target/release/deskferry --nights 16 --customers 50000

A second call with the same --folder measures the nights that are there.
"""
import argparse, csv, json, os, pathlib, random, shutil, sqlite3, subprocess, sys, tempfile, time

HEADER = ("First name,Last name,E-mail,Phone,Mobile,Street,City,Province,Country,ZIP,Birth date,Website,Company,"
          "Language,VIP,Notes").split(",")


def row(n):
    return ["Ada", f"Byron {n}", f"ada.{n}@example.org", "+39 02 5551234", "3335551234", f"Via Roma, {n % 250}",
            "Milano", "MI", "Italy", "20121", "10/12/1915", f"https://www.example.org/u/{n}", "Acme S.p.A.", "en",
            "yes", f"Prefers calls after 6pm, number {n}"]


def run(args, command, check=True):
    """Runs the program; returns wall time, processor time, peak memory in MB and standard output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        child = subprocess.Popen([args.binary, *command], cwd=args.folder, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        for file in (out, err):
            file.seek(0)
        status = os.waitstatus_to_exitcode(status)
        if check and status not in (0, 1):
            sys.exit(f"{' '.join(command)}: exit status {status}\n{err.read().decode()}")
        return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read().decode()


def account(args):
    """A sandbox in a file with all customers."""
    with open(args.folder / "a.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *(row(n) for n in range(args.customers))])
    mapping = pathlib.Path(__file__).resolve().with_name("customers.toml")
    run(args, ["import", "a.csv", "-m", str(mapping), "--sandbox=account.db", "--rate", "0", "--no-progress", "-q"])


def another_night(args, night, chance):
    """Changes the customers in the file of the sandbox; the first one gets another memo every hundred nights."""
    with sqlite3.connect(args.folder / "account.db") as file:
        known = file.execute("SELECT seq, id, body FROM customer ORDER BY seq").fetchall()
        last = known[-1][0]
        chosen = chance.sample(known[1:], min(205, len(known) - 1))
        if night % 100 == 50:
            chosen.append(known[0])
        for seq, _, body in chosen[5:]:
            body = json.dumps({**json.loads(body), "memo": f"Called in night {night}"})
            file.execute("UPDATE customer SET body = ? WHERE seq = ?", (body, seq))
        file.executemany("DELETE FROM customer WHERE seq = ?", [(seq,) for seq, _, _ in chosen[:5]])
        for n in range(1, 11):
            body = {**json.loads(known[-1][2]), "email": f"new.{last + n}@example.org"}
            new = (last + n, f"{night:08x}{last + n:016x}", json.dumps(body))
            file.execute("INSERT INTO customer VALUES (?, ?, ?)", new)
    file.close()


def make(args):
    account(args)
    chance = random.Random(1)
    for night in range(args.nights):
        if night:
            another_night(args, night, chance)
        wall, *_ = run(args, ["backup", "t", "--sandbox=account.db", "--rate", "0", "--details", "never", "--no-progress",
                              "-q", "--max-removed", "100%", "--max-emptied", "100%"])
        print(f"night {night + 1} of {args.nights}: {wall:.1f} s", file=sys.stderr)


def measure(args, name, command):
    wall, cpu, memory, _ = min(run(args, command) for _ in range(args.rounds))
    print(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {memory:.0f} MB |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=None)
    args = parser.parse_args()
    kept, args.folder = args.folder, args.folder or pathlib.Path(tempfile.mkdtemp(prefix="backups-"))
    args.folder.mkdir(parents=True, exist_ok=True)
    if not (args.folder / "t").exists():
        make(args)
    with sqlite3.connect(args.folder / "account.db") as file:
        first, quiet = file.execute("SELECT id FROM customer ORDER BY seq LIMIT 2").fetchall()
    file.close()
    nights = sorted(path.name for path in (args.folder / "t").iterdir() if path.is_dir())
    print("| command | time | processor | memory |\n| --- | --- | --- | --- |")
    sandbox = ["--dry-run", "--sandbox=account.db", "--rate", "0", "--ids", "match", "--no-progress"]
    for name, command in [
        ("`backup list`", ["backup", "list", "t"]),
        ("`backup show`", ["backup", "show", "t/latest"]),
        ("`backup diff`, two nights", ["backup", "diff", f"t/{nights[-2]}", f"t/{nights[-1]}"]),
        ("`backup diff`, first and last", ["backup", "diff", f"t/{nights[0]}", f"t/{nights[-1]}"]),
        ("`history`, somebody who changed", ["history", "t", f"id={first[0]}"]),
        ("`history`, by e-mail", ["history", "t", "email=ada.0@example.org"]),
        ("`history`, another", ["history", "t", f"id={quiet[0]}"]),
        ("`history`, nobody", ["history", "t", "email=nobody@example.org"]),
        ("`check` of one", ["check", "t/latest", "--no-progress"]),
        ("`prune --keep-dry-run`", ["backup", "prune", "t", "--keep-daily", "14", "--keep-dry-run"]),
        ("`restore --id`, one customer", ["restore", f"t/{nights[0]}", "--id", first[0], *sandbox]),
    ]:
        measure(args, name, command)
    if kept is None:
        shutil.rmtree(args.folder)


if __name__ == "__main__":
    main()
