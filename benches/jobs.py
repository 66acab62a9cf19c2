"""The jobs that `benches/run` measures, each beside its peers."""
import generate
from measure import HERE, PEERS, PYTHON, Contender, Job

PAGE = 25  # records on a page of the server's list


def mapping(name):
    return HERE / f"{name}.toml"


class Maker:
    """Makes the jobs; `share` of the rows, for a quick look."""

    def __init__(self, program, data, share, have):
        self.program, self.data, self.share, self.have = program, data, share, have

    def file(self, rows, ending="csv"):
        rows = max(1000, int(rows * self.share))
        return generate.write(self.data / f"customers-{rows}.{ending}", rows), rows

    def validate(self, csv, name, *more):
        command = [self.program, "validate", csv, "-m", mapping(name), "-q", "--no-progress", *more]
        return Contender("deskferry", command, (0, 1))

    def all(self):
        return [self.csv(1_000_000, self.have), self.csv(100_000, []), self.conversions(), self.workbook(),
                self.start(), self.inserts(0, 100_000), self.inserts(20, 20_000), self.pages_with_latency(),
                self.pages()]

    def csv(self, rows, frames):
        path, rows = self.file(rows)
        peers = [Contender("CSV to struct to JSON by hand, one thread", [PEERS, "map", path, "{out}"])]
        script = HERE / "peers/frames.py"
        peers += [Contender(name, [PYTHON, script, name, path, "{out}"]) for name in frames]
        return Job(f"`validate -o`, {rows:,} CSV rows, 15 fields", "rows", rows,
                   [self.validate(path, "customers", "-o", "{out}"), *peers], expected=generate.good(rows))

    def conversions(self):
        path, rows = self.file(1_000_000)
        text = self.validate(path, "values-text")
        text.name = "the same as plain text"
        return Job(f"`validate`, {rows:,} CSV rows with an address, two phones, a country and a date", "rows", rows,
                   [self.validate(path, "values"), text])

    def workbook(self):
        path, rows = self.file(200_000, "xlsx")
        cells = Contender("calamine's cells reader alone", [PEERS, "cells", path])
        return Job(f"`validate`, {rows:,} XLSX rows", "rows", rows, [self.validate(path, "customers"), cells])

    def start(self):
        path = generate.write(self.data / "customers-1000.csv", 1000)
        return Job("`validate`, 1,000 CSV rows, start to end", "rows", 1000, [self.validate(path, "customers")],
                   shown="start")

    def inserts(self, latency, rows):
        path, rows = self.file(rows)
        command = [self.program, "import", path, "-m", mapping("insert"), "--mode", "insert", "--rate", "0",
                   "--concurrency", "64", "-q", "--no-progress"]
        peer = Contender("reqwest, 64 in flight, no journal", [PEERS, "insert", "{base}", path, str(rows), "64"])
        title = f"`import --rate 0`, {rows:,} rows, {latency or 'no'}{' ms' if latency else ''} latency, 64 in flight"
        return Job(title, "inserts", rows, [Contender("deskferry", command, (0, 1)), peer], latency=latency,
                   seen="inserts", csv=path, expected=generate.good(rows), shown="row")

    def export(self, customers, latency, in_flight, peers):
        path, _ = self.file(1_000_000)
        customers = max(PAGE, int(customers * self.share) // PAGE * PAGE)
        command = [self.program, "export", "-o", "{out}", "--single-pass", "--details", "never", "--rate", "0",
                   "--concurrency", str(in_flight), "-q", "--no-progress"]
        pages = customers // PAGE
        theirs = [Contender(name, [PEERS, mode, "{base}", str(pages), str(in_flight), *out])
                  for name, mode, *out in peers]
        title = (f"`export` to JSON Lines, {customers:,} customers, {latency or 'no'}{' ms' if latency else ''} latency, "
                 f"{in_flight} in flight")
        return Job(title, "pages", pages, [Contender("deskferry", command), *theirs], latency=latency, seen="pages",
                   customers=customers, csv=path, expected=customers)

    def pages_with_latency(self):
        return self.export(50_000, 20, 16, [("bare connections, as a load generator", "pages-bare")])

    def pages(self):
        return self.export(250_000, 0, 16, [("reqwest, parsing", "pages", "{out}"),
                                            ("reqwest, copying", "pages-raw", "{out}")])
