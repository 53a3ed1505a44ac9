//! Several requests at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::DeployError;

/// Does something to each of a list, several at once; the first error ends it.
pub(super) fn at_once<T: Sync>(
    parallel: usize,
    list: &[T],
    task: impl Fn(&T) -> Result<(), DeployError> + Sync,
) -> Result<(), DeployError> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..parallel.min(list.len()) {
            scope.spawn(|| {
                while let Some(item) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = task(item) {
                        next.store(list.len(), Ordering::Relaxed);
                        failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).map_or(Ok(()), Err)
}
