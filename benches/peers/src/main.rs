//! The peers of `benches/run`. Each mode does the essential work of one job of deskferry:
//!
//! - `map CSV OUT`: rows to customers as JSON Lines, on one thread
//! - `cells XLSX`: reads all cells of the first sheet
//! - `insert BASE CSV ROWS IN_FLIGHT`: maps rows and posts them, without a journal
//! - `pages BASE PAGES IN_FLIGHT OUT`: reads pages, parses each customer, writes JSON Lines
//! - `pages-raw BASE PAGES IN_FLIGHT OUT`: the same, but copies the customers unparsed
//! - `pages-bare BASE PAGES IN_FLIGHT`: reads pages over plain connections and drops them
//! - `measure COMMAND...`: runs a command, and prints what it took as JSON on standard error's last line
//! - `serve LATENCY_MS CSV CUSTOMERS`: a help desk that does as little as possible; prints its port
//!
//! `map`, `cells`, `insert` and `pages...` print how many rows, cells or pages they have done.

mod customer;
mod files;
mod measured;
mod pages;
mod senders;
mod server;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["map", csv, out] => files::map(csv, out)?,
        ["cells", xlsx] => files::cells(xlsx)?,
        ["insert", base, csv, rows, in_flight] => {
            on_one_thread(senders::insert(base, csv, rows.parse()?, in_flight.parse()?))?
        }
        ["pages", base, count, in_flight, out] => {
            on_one_thread(pages::parsed(base, count.parse()?, in_flight.parse()?, out))?
        }
        ["pages-raw", base, count, in_flight, out] => {
            on_one_thread(pages::raw(base, count.parse()?, in_flight.parse()?, out))?
        }
        ["pages-bare", base, count, in_flight] => {
            on_one_thread(pages::bare(base, count.parse()?, in_flight.parse()?))?
        }
        ["measure", program, ref arguments @ ..] => return measured::run(program, arguments),
        ["serve", latency, csv, customers] => {
            let desk = server::Desk::new(latency.parse()?, csv, customers.parse()?)?;
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()?
                .block_on(desk.serve())?
        }
        _ => return Err("unknown mode; src/main.rs lists them".into()),
    };
    println!("{done}");
    Ok(())
}

fn on_one_thread<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
