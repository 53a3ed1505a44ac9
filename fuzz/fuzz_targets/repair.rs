//! See `targets::repair`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: gongkai_fuzz::let_panics_be_caught(), |bytes: &[u8]| gongkai_fuzz::targets::repair(bytes));
