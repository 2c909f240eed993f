//! What stops an output.

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{what}: cannot be written: {reason}; is there space and permission?")]
pub struct PublishError {
    what: String,
    reason: String,
}

impl PublishError {
    /// For `what`, with the writer's reason.
    pub fn new(what: impl Into<String>, reason: impl ToString) -> Self {
        Self { what: what.into(), reason: reason.to_string() }
    }

    /// Maps any writer's error.
    pub fn of<E: ToString>(what: &str) -> impl Fn(E) -> Self + '_ {
        move |error| Self::new(what, error.to_string())
    }
}

impl From<parquet::errors::ParquetError> for PublishError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Self::new("addresses.parquet", error)
    }
}
