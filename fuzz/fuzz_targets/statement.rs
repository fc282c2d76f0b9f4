#![no_main]

//! Bytes as a statement: the promises of `standards::xapi::promises` hold for all of them.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = standards::xapi::promises::hold(bytes) {
        panic!("{broken}");
    }
});
