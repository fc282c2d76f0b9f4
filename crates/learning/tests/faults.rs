//! A package with a fault is refused with file and line; every fault of it is told.

mod shelf;

use learning::package::{self, Source};
use shelf::{changed, course, without};

fn faults(source: &Source) -> Vec<String> {
    package::read(source).expect_err("a fault").iter().map(ToString::to_string).collect()
}

#[test]
fn the_real_packages_have_no_fault() {
    for code in shelf::COURSES {
        match package::read(&course(code)) {
            Ok(package) => {
                assert_eq!(package.code.as_str(), code);
                assert!(package.objects.len() >= 9 && package.aids.len() == 2 && package.digest.len() == 64);
                let segments = package.objects.iter().flat_map(|object| &object.segments);
                assert!(segments.clone().count() > 10);
                for segment in segments {
                    assert_eq!(segment.variants.len(), 2, "{code} {}", segment.code);
                    assert!(
                        segment.variants.iter().all(|variant| variant.words > 5 && !variant.body.contains("style=")),
                        "{code} {}",
                        segment.code
                    );
                }
            }
            Err(faults) => panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()),
        }
    }
}

#[test]
fn the_video_of_the_real_package_brings_all_its_files() {
    let package = package::read(&course("deciding-grievances")).expect("no fault");
    let video = &package.objects[0];
    let kinds: Vec<_> =
        video.media.iter().map(|media| (media.language.as_str(), media.kind.map_or("", |kind| kind.as_str()))).collect();
    assert_eq!(
        kinds,
        [("en", "video"), ("en", "captions"), ("en", "audio"), ("hi", "video"), ("hi", "captions"), ("hi", "audio")]
    );
    assert!(video.media.iter().all(|media| media.seconds > 30 && media.bytes > 500 && media.file.len() > 64));
    assert!(video.segments[1].variants.iter().all(|variant| variant.starts_at > 0));
}

/// File, words in it, what stands there instead, what is told.
const TABLE: [(&str, &str, &str, &str); 26] = [
    (
        "course.toml",
        "code = \"right-to-information\"",
        "code = \"Right To\"",
        "course.toml:1: the code \"Right To\" is not made of lower-case letters, digits and hyphens",
    ),
    ("course.toml", "mode = \"self_paced\"", "mode = \"alone\"", "course.toml:6: unknown variant `alone`"),
    ("course.toml", "licence = \"CC BY 4.0\"", "license = \"CC BY 4.0\"", "course.toml:3: unknown field `license`"),
    (
        "course.toml",
        "published = \"2026-11-01\"",
        "published = \"1 November\"",
        "course.toml:4: published is a date such as 2026-11-01",
    ),
    ("course.toml", "title.hi = \"सूचना", "title.ur = \"सूचना", "course.toml:1: title.hi is missing"),
    ("course.toml", "languages = [\"en\", \"hi\"]", "languages = []", "course.toml:5: a course is in one language at least"),
    ("course.toml", "entry = 0", "entry = 2", "the level reached is higher than the level at entry"),
    ("course.toml", "level = 2", "level = 7", "level is a number from 1 to 5"),
    ("course.toml", "code = \"time-limits\"\nlevel", "code = \"receive\"\nlevel", "the outcome \"receive\" stands twice"),
    ("course.toml", "kind = \"text\"", "kind = \"film\"", "unknown variant `film`"),
    ("course.toml", "minutes = 5", "minutes = 0", "minutes is a number from 1 to 600"),
    ("course.toml", "outcomes = [\"receive\"]", "outcomes = [\"recieve\"]", "there is no outcome \"recieve\""),
    (
        "course.toml",
        "outcomes = [\"receive\"]\nitems = 4",
        "outcomes = [\"receive\"]",
        "a quiz says how many items it draws: items = 3",
    ),
    (
        "course.toml",
        "outcomes = [\"receive\"]\nitems = 4",
        "outcomes = [\"receive\"]\nitems = 6",
        "the outcomes of this quiz have only 5 items",
    ),
    ("course.toml", "items = 10", "items = 4", "the assessment draws one item of each outcome at least: 5"),
    ("course.toml", "pass = 0.8", "pass = 80.0", "pass is a share of the score such as 0.8"),
    (
        "course.toml",
        "[assessment]\nitems = 10\npass = 0.8\nminutes = 20\ncooling_off_hours = 24",
        "",
        "a course has an [assessment]",
    ),
    ("course.toml", "code = \"reply\"", "code = \"answer\"", "aids/en/answer.md: the file is missing"),
    (
        "course.toml",
        "code = \"fees\"\nkind",
        "code = \"money\"\nkind",
        "en/fees.md: the file belongs to no object or job aid of course.toml",
    ),
    (
        "en/exemptions.md",
        "## Begin with yes {#begin-with-yes}",
        "## Begin with yes",
        "en/exemptions.md:1: a segment heading ends with its id: ## Heading {#id}",
    ),
    (
        "hi/exemptions.md",
        "{#grounds}",
        "{#ground}",
        "hi/exemptions.md:12: here stands the segment \"ground\", in en/exemptions.md \"grounds\"",
    ),
    (
        "en/exemptions.md",
        "So ask in this order:",
        "So <b>ask</b> in this order:",
        "en/exemptions.md:4: HTML is not allowed; write Markdown, and < as \\<",
    ),
    (
        "en/exemptions.md",
        "So ask in this order:",
        "So [ask](javascript:x) in this order:",
        "en/exemptions.md:4: the link \"javascript:x\" must begin with https://, http:// or mailto:",
    ),
    (
        "en/exemptions.md",
        "So ask in this order:",
        "![a wall](media/wall.png)",
        "en/exemptions.md:4: the picture \"media/wall.png\" is not in media/, or is no .png, .jpg or .webp",
    ),
    (
        "items.toml",
        "outcome = \"receive\"",
        "outcome = \"recieve\"",
        "items.toml:1: item receive-1: outcome \"recieve\" is not declared",
    ),
    ("items.toml", "[[item]]", "[[item]", "items.toml:1: "),
];

#[test]
fn every_fault_of_the_table_is_told_with_its_place() {
    let right = course("right-to-information");
    for (file, old, new, told) in TABLE {
        let found = faults(&changed(&right, file, old, new));
        assert!(found.iter().any(|fault| fault.contains(told)), "{old:?} -> {new:?}: {found:#?}");
        assert!(found.len() == 1 || file != "en/exemptions.md" || new.starts_with("## "), "one fault is told once: {found:#?}");
    }
}

#[test]
fn missing_and_foreign_files_are_told() {
    let (right, grievances) = (course("right-to-information"), course("deciding-grievances"));
    let table = [
        (without(&right, "course.toml"), "course.toml: the file is missing"),
        (without(&right, "items.toml"), "items.toml: the file is missing"),
        (without(&right, "hi/fees.md"), "hi/fees.md: the file is missing"),
        (without(&grievances, "media/journey.hi.vtt"), "media/journey.hi.vtt: the file is missing"),
        (right.clone().with("en/fees.md", &b"## A {#a}\n\xff"[..]), "en/fees.md:2: the file is not written in UTF-8"),
        (
            right.clone().with("en/fee.md", &b"## A {#a}\nx"[..]),
            "en/fee.md: the file belongs to no object or job aid of course.toml",
        ),
        (
            grievances.clone().with("media/journey.en.mp4", &b"<html>"[..]),
            "media/journey.en.mp4: this is no MP4 with a movie header",
        ),
        (
            grievances.clone().with("media/journey.en.vtt", &b"1\n"[..]),
            "media/journey.en.vtt: captions begin with WEBVTT and have a cue",
        ),
        (grievances.clone().with("media/journey.en.mp3", &b"RIFF"[..]), "media/journey.en.mp3: this is no MP3"),
        (changed(&grievances, "media/journey.en.md", "@50", "@5000"), "after the end of the video"),
    ];
    for (source, told) in table {
        let found = faults(&source);
        assert!(found.iter().any(|fault| fault.contains(told)), "{told}: {found:#?}");
    }
}

#[test]
fn many_faults_are_told_at_once() {
    let right = course("right-to-information");
    let one = changed(&right, "course.toml", "minutes = 5", "minutes = 0");
    let two = changed(&one, "hi/exemptions.md", "{#grounds}", "{#ground}");
    let three = changed(&two, "items.toml", "outcome = \"receive\"", "outcome = \"recieve\"");
    assert_eq!(faults(&three).len(), 3);
}

#[test]
fn the_catalogue_of_the_demo_has_no_fault() {
    let text = std::fs::read_to_string(shelf::demo("catalogue/courses.csv")).expect("a file");
    assert_eq!(package::read_entries(&text).expect("no fault").len(), 120);
}
