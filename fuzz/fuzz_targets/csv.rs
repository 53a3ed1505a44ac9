//! See `targets::csv`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gongkai_fuzz::targets::csv(bytes));
