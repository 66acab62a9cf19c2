//! Runs work on all cores and returns results in order.

use crossbeam_channel::{Receiver, Sender, bounded};

/// Runs `work` on each item in `workers` threads, while `produce` runs in another. Hands the results to `consume` on
/// this thread, in the order of the items. Only a few items per worker exist at any time.
///
/// Ends early if `produce` or `consume` returns an error, or `consume` returns `false`.
pub(super) fn ordered<T, R, E>(
    workers: usize,
    produce: impl Iterator<Item = Result<T, E>> + Send,
    work: impl Fn(T) -> R + Sync,
    mut consume: impl FnMut(R) -> Result<bool, E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    E: Send,
{
    let (jobs, queue) = bounded::<(T, Sender<R>)>(workers);
    let (order, results) = bounded(2 * workers);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let queue = queue.clone();
            let work = &work;
            scope.spawn(move || serve(&queue, work));
        }
        drop(queue);
        scope.spawn(move || feed(produce, &jobs, &order));
        drain(results, &mut consume)
    })
}

fn serve<T, R>(queue: &Receiver<(T, Sender<R>)>, work: impl Fn(T) -> R) {
    for (item, reply) in queue {
        // If the consumer has ended early, the result is not needed.
        drop(reply.send(work(item)));
    }
}

type Ordered<R, E> = Result<Receiver<R>, E>;

fn feed<T, R, E>(
    produce: impl Iterator<Item = Result<T, E>>,
    jobs: &Sender<(T, Sender<R>)>,
    order: &Sender<Ordered<R, E>>,
) {
    for item in produce {
        let (reply, result) = bounded(1);
        let sent = match item {
            Ok(item) => order.send(Ok(result)).is_ok() && jobs.send((item, reply)).is_ok(),
            Err(error) => {
                // If the consumer has ended early, the error does not matter.
                drop(order.send(Err(error)));
                false
            }
        };
        if !sent {
            return;
        }
    }
}

fn drain<R, E>(
    results: Receiver<Ordered<R, E>>,
    consume: &mut impl FnMut(R) -> Result<bool, E>,
) -> Result<(), E> {
    for result in &results {
        // A worker that panicked drops its reply; the scope then panics too.
        let Ok(result) = result?.recv() else { break };
        if !consume(result)? {
            break;
        }
    }
    drop(results);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_arrive_in_order() {
        let mut seen = Vec::new();
        let numbers = (0..1000_u32).map(Ok::<_, String>);
        let slow = |number: u32| {
            std::thread::sleep(std::time::Duration::from_micros(u64::from(number % 7) * 10));
            number
        };
        ordered(3, numbers, slow, |number| {
            seen.push(number);
            Ok(true)
        })
        .unwrap();
        assert_eq!(seen, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_comes_after_the_results_before_it() {
        let mut seen = 0;
        let items = (0..100).map(|number| if number == 50 { Err("broken") } else { Ok(number) });
        let ended = ordered(
            2,
            items,
            |number| number,
            |_| {
                seen += 1;
                Ok(true)
            },
        );
        assert_eq!((ended, seen), (Err("broken"), 50));
    }

    #[test]
    fn the_consumer_can_end_the_stream() {
        let ended = ordered(2, (0..).map(Ok::<i32, ()>), |number| number, |number| Ok(number < 10));
        assert_eq!(ended, Ok(()));
    }
}
