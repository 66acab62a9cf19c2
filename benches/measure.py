"""Runs commands in turn, and tells time, processor time, peak memory and what the server saw."""
import contextlib, dataclasses, json, os, pathlib, platform, re, shutil, statistics, subprocess, tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "target"
PEERS = TARGET / "peers/release/peers"
PYTHON = TARGET / "peers-python/bin/python"
FRAMES = ["polars", "duckdb"]


class Failed(Exception):
    """A job did not do its work, so its figures would say nothing."""


@dataclasses.dataclass
class Contender:
    """Who takes part in a job: deskferry or a peer. {out}, {base} and {csv} in the command are filled in."""
    name: str
    command: list
    statuses: tuple = (0,)


@dataclasses.dataclass
class Job:
    """The first contender is deskferry. If a server sees the work, its rate counts, else the time from start to end."""
    title: str
    unit: str
    count: int
    contenders: list
    latency: int | None = None     # of the server, in milliseconds; None: no server
    seen: str | None = None        # what the server counts: "inserts" or "pages"
    customers: int = 0             # how many the server's list has
    csv: pathlib.Path | None = None
    expected: int | None = None    # inserts that the server must see, or lines that {out} must have
    shown: str = "rate"            # or "start": the time from start to end; or "row": processor time of a row


def run(command, folder, statuses=(0,), base=None):
    """One run: {"status", "wall", "cpu", "peak_kb"}."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    if base:
        environment |= {"DESKERO_BASE_URL": base, "DESKERO_CLIENT_ID": "bench", "DESKERO_TOKEN": "bench"}
    done = subprocess.run([PEERS, "measure", *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    *said, last = done.stderr.splitlines() or [""]
    if done.returncode != 0 or (used := json.loads(last))["status"] not in statuses:
        raise Failed(f"{' '.join(map(str, command))}: {last}\n" + "\n".join(said))
    return used


@contextlib.contextmanager
def server(job):
    """The lean help desk of the peers; gives its base URL, or None if the job has no server."""
    if job.latency is None:
        yield None
        return
    command = [PEERS, "serve", str(job.latency), job.csv, str(job.customers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise Failed(f"{command} has not started")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def ask(url, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
        return json.load(answer)


def one_run(job, contender, base):
    """What `run` tells, with `rate`: units a second."""
    with tempfile.TemporaryDirectory(dir=TARGET) as folder:
        out = pathlib.Path(folder, "out.jsonl")
        words = {"out": str(out), "base": base or "", "csv": str(job.csv)}
        if base:
            ask(base + "/reset", "POST")
        used = run([str(word).format(**words) for word in contender.command], folder, contender.statuses, base)
        used["rate"] = job.count / used["wall"]
        if job.seen:
            seen = ask(base + "/seen")[job.seen]
            used["rate"] = (seen["count"] - 1) * 1e6 / seen["microseconds"]
            if job.seen == "inserts":
                must_be(contender, "inserts", seen["count"], job.expected)
        if out.exists() and job.expected is not None:
            must_be(contender, "lines", lines(out), job.expected)
        return used


def must_be(contender, what, count, expected):
    if count != expected:
        raise Failed(f"{contender.name}: {count:,} {what}, not {expected:,}")


def lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def measure(job, rounds, say):
    """All contenders in turn, in each round; every second round in reverse. Gives the runs of each by name."""
    runs = {contender.name: [] for contender in job.contenders}
    with server(job) as base:
        for number in range(rounds):
            for contender in job.contenders[::-1 if number % 2 else 1]:
                used = one_run(job, contender, base)
                runs[contender.name].append(used)
                say(f"{job.title}, round {number + 1}, {contender.name}: {used['wall']:.2f} s, {used['rate']:,.0f} "
                    f"{job.unit}/s, {used['cpu']:.2f} s of processor, {used['peak_kb'] / 1024:.0f} MB")
    return runs


def ratios(ours, theirs):
    """Median, least and greatest ratio of the rates in the same round; above 1, deskferry is faster."""
    pairs = [one["rate"] / other["rate"] for one, other in zip(ours, theirs)]
    return statistics.median(pairs), min(pairs), max(pairs)


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def prepare(say):
    """Builds the peers; fetches duckdb and polars if they can be had. Gives the names of those that are there."""
    build = ["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", HERE / "peers/Cargo.toml",
             "--target-dir", TARGET / "peers"]
    subprocess.run(build, check=True)
    if missing := [name for name in FRAMES if not imports(name)]:
        subprocess.run(["python3", "-m", "venv", PYTHON.parent.parent], check=False)
        if PYTHON.exists():
            subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *missing], check=False)
    have = [name for name in FRAMES if imports(name)]
    for name in set(FRAMES) - set(have):
        say(f"{name} is not there, because pip could not install it: it is left out")
    return have


def imports(name):
    check = [PYTHON, "-c", f"import {name}"]
    return PYTHON.exists() and subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0


def machine(program):
    """What the figures depend on."""
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal: +(\d+)", pathlib.Path("/proc/meminfo").read_text())
    compiler = re.search(rb"rustc version [\d.]+", pathlib.Path(program).read_bytes())
    return {
        "processor": model[1] if model else platform.machine(),
        "processors": os.cpu_count(),
        "memory_gb": round(int(memory[1]) / 2**20),
        "compiler": compiler[0].decode().replace("version ", "") if compiler else "unknown",
        "system": f"{platform.system()} {platform.machine()}",
    }


def program_path(given):
    path = shutil.which(given) or given
    if not pathlib.Path(path).exists():
        raise Failed(f"{given} is not there: `cargo build --release` makes it, or name another with --program")
    return str(pathlib.Path(path).resolve())
