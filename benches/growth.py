"""Time and memory of `validate -o` at 10,000 to 10,000,000 rows, as a table and a picture."""
import os

import generate
from jobs import mapping
from measure import Contender, Job, measure, median

SERIES = {
    "customers": "finds duplicates by e-mail",
    "insert": "without `[match]`",
}


def growth_jobs(program, data, sizes):
    for rows in sizes:
        path = generate.write(data / f"customers-{rows}.csv", rows)
        contenders = [Contender(name, [program, "validate", path, "-m", mapping(name), "-o", "{out}", "-q",
                                       "--no-progress"], (0, 1)) for name in SERIES]
        yield Job(f"growth, {rows:,} rows", "rows", rows, contenders)


def measure_growth(program, data, sizes, rounds, say):
    """By series: a point for each size."""
    points = {name: [] for name in SERIES}
    for job in growth_jobs(program, data, sizes):
        load = os.getloadavg()[0]
        for name, runs in measure(job, rounds, say).items():
            points[name].append({"rows": job.count, "seconds": median(runs, "wall"), "rate": median(runs, "rate"),
                                 "cpu": median(runs, "cpu"), "mb": median(runs, "peak_kb") / 1024, "load": load})
    return points


def table(points):
    head = ["| rows | time | rows/s | peak memory | the same without `[match]`: time | peak memory |",
            "| --- | --- | --- | --- | --- | --- |"]
    rows = [f"| {keyed['rows']:,} | {seconds(keyed['seconds'])} | {keyed['rate']:,.0f} | {keyed['mb']:.0f} MB | "
            f"{seconds(plain['seconds'])} | {plain['mb']:.0f} MB |"
            for keyed, plain in zip(points["customers"], points["insert"])]
    return "\n".join(head + rows)


def seconds(time):
    return f"{time:.2f} s" if time < 1 else f"{time:.1f} s" if time < 20 else f"{time:.0f} s"


def in_words(points):
    """Bytes a row that memory grows by, between the last two sizes."""
    before, last = points["customers"][-2:]
    each = (last["mb"] - before["mb"]) * 2**20 / (last["rows"] - before["rows"])
    return f"From {before['rows']:,} to {last['rows']:,} rows, memory grows by {each:.0f} bytes a row."


# The picture: two panels, one above the other, with the same rows from left to right.

STYLE = """
    text { font: 14px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 16px; }
    .note { fill: #57606a; font-size: 13px; }
    .grid { stroke: #d0d7de; stroke-width: 1; }
    .keyed { stroke: #0969da; fill: #0969da; }
    .plain { stroke: #bc4c00; fill: #bc4c00; }
    .line { fill: none; stroke-width: 2.5; }
    text.keyed, text.plain { stroke: none; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9ea7b3; }
      .grid { stroke: #30363d; }
      .keyed { stroke: #58a6ff; fill: #58a6ff; }
      .plain { stroke: #f0883e; fill: #f0883e; }
      .line { fill: none; }
    }
"""
WIDTH, LEFT, RIGHT, HEIGHT = 760, 80, 700, 170
CLASSES = {"customers": "keyed", "insert": "plain"}


def chart(points):
    sizes = [point["rows"] for point in points["customers"]]
    speed = panel(100, "Rows per second",
                  "a level line: ten times the rows take ten times the time, which stands at each point",
                  points, "rate", lambda point: seconds(point["seconds"]), sizes)
    memory = panel(380, "Peak memory in MB", "a level line: more rows take no more memory",
                   points, "mb", lambda point: f"{point['mb']:.0f} MB", sizes)
    legend = "".join(f'<circle class="{CLASSES[name]}" cx="{x}" cy="20" r="5"/>'
                     f'<text class="{CLASSES[name]}" x="{x + 12}" y="25">{words.replace("`", "")}</text>'
                     for name, words, x in zip(SERIES, SERIES.values(), (85, 330)))
    lines = ['<title id="title">validate -o of more and more rows</title>',
             f'<desc id="desc">{described(points)}</desc>', f"<style>{STYLE}  </style>", speed, memory, legend]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 600" role="img" '
            f'aria-labelledby="title desc">\n  ' + "\n  ".join(lines) + "\n</svg>\n")


def described(points):
    return " ".join(f"{point['rows']:,} rows: {seconds(point['seconds'])}, {point['mb']:.0f} MB."
                    for point in points["customers"])


def panel(top, title, note, points, key, label, sizes):
    limit = ceiling(max(point[key] for series in points.values() for point in series))
    across = lambda index: LEFT + 30 + index * (RIGHT - LEFT - 60) / (len(sizes) - 1)
    down = lambda value: top + HEIGHT * (1 - value / limit)
    parts = [f'<text class="title" x="{LEFT}" y="{top - 32}">{title}</text>',
             f'<text class="note" x="{LEFT}" y="{top - 14}">{note}</text>']
    for share in (0, 0.5, 1):
        y = down(limit * share)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.0f}H{RIGHT}"/>'
                     f'<text class="note" x="{LEFT - 8}" y="{y + 5:.0f}" text-anchor="end">{limit * share:,.0f}</text>')
    for index, rows in enumerate(sizes):
        parts.append(f'<text class="note" x="{across(index):.0f}" y="{top + HEIGHT + 36}" '
                     f'text-anchor="middle">{rows:,} rows</text>')
    for name, series in points.items():
        spots = [(across(index), down(point[key])) for index, point in enumerate(series)]
        way = "L".join(f"{x:.0f} {y:.1f}" for x, y in spots)
        parts.append(f'<path class="line {CLASSES[name]}" d="M{way}"/>')
        other = points[next(each for each in points if each != name)]
        for (x, y), point, beside in zip(spots, series, other):
            above = point[key] > beside[key] or (point[key] == beside[key] and name == "insert")
            parts.append(f'<circle class="{CLASSES[name]}" cx="{x:.0f}" cy="{y:.1f}" r="4"/>'
                         f'<text class="{CLASSES[name]}" x="{x:.0f}" y="{y + (-11 if above else 22):.0f}" '
                         f'text-anchor="middle">{label(point)}</text>')
    return "\n  ".join(parts)


def ceiling(value):
    """The next round number, with room for a label."""
    step = 10 ** (len(str(int(value))) - 1)
    return next(step * times / 2 for times in range(1, 40) if step * times / 2 >= value * 1.15)
