//! What is being done, and how long it took.

use std::sync::Mutex;
use std::time::Instant;

/// Tells the user what is being done, and keeps the time of each stage.
pub struct Progress<'a> {
    say: &'a (dyn Fn(&str) + Sync),
    stages: Mutex<Vec<(String, Instant)>>,
}

impl<'a> Progress<'a> {
    /// Progress that is told to `say`.
    pub fn new(say: &'a (dyn Fn(&str) + Sync)) -> Self {
        Self { say, stages: Mutex::new(Vec::new()) }
    }

    /// Tells how far the current stage is.
    pub fn tell(&self, text: &str) {
        (self.say)(text);
    }

    /// Begins a stage.
    pub fn say(&self, stage: String) {
        (self.say)(&stage);
        if let Ok(mut stages) = self.stages.lock() {
            stages.push((stage, Instant::now()));
        }
    }

    /// Stages so far, and the seconds each took; the last one until now.
    pub fn seconds(&self) -> Vec<(String, f64)> {
        let Ok(stages) = self.stages.lock() else {
            return Vec::new();
        };
        let ends = stages.iter().skip(1).map(|(_, start)| *start).chain([Instant::now()]);
        let last = stages.iter().zip(ends);
        last.map(|((name, start), end)| (name.clone(), (end - *start).as_secs_f64())).collect()
    }
}
