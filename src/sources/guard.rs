//! Calls of libraries that panic on damaged input: the panic becomes an error of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::SourceError;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Lets `read` read a file; if it panics, without a word on stderr, the file is damaged.
///
/// For the Parquet library only, whose checks are assertions in places. What `read` had begun is
/// dropped, so that nothing half-read is seen.
///
/// # Errors
/// Those of `read`, and when it panics.
pub fn guarded<T>(
    file: &str,
    form: &str,
    read: impl FnOnce() -> Result<T, SourceError>,
) -> Result<T, SourceError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                before(panic);
            }
        }));
    });
    IS_GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(false);
    done.unwrap_or_else(|_| {
        Err(SourceError::Malformed {
            file: file.to_owned(),
            place: form.to_owned(),
            reason: "the file is damaged; fetch or write it again".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_its_file() {
        let error = guarded::<()>("a.parquet", "Parquet", || panic!("as a library would"));
        let error = error.expect_err("refused").to_string();
        assert!(error.starts_with("a.parquet: Parquet: the file is damaged"), "{error}");
        assert_eq!(guarded("a.parquet", "Parquet", || Ok(1)).expect("no panic"), 1);
    }
}
