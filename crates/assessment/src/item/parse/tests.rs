//! What an author of items is told.

use super::*;

const BOTH: [Language; 2] = [Language::ENGLISH, Language::HINDI];

fn outcomes(codes: &[&str]) -> Vec<Code> {
    codes.iter().map(|code| Code::parse(code).expect("a code")).collect()
}

fn read(body: &str) -> Result<Vec<NewItem>, Vec<String>> {
    parse(body, &outcomes(&["fees"]), &BOTH)
        .map_err(|faults| faults.iter().map(|fault| format!("{}: {fault}", fault.line)).collect())
}

/// A whole item but for what the test writes.
fn item(rest: &str) -> String {
    format!(
        "[[item]]\ncode = \"one\"\noutcome = \"fees\"\nsource = \"s. 7\"\nstem.en = \"Q\"\nstem.hi = \"प्र\"\nexplain.en = \"E\"\n\
         explain.hi = \"व्या\"\n{rest}"
    )
}

fn option(code: &str, correct: bool) -> String {
    format!("[[item.option]]\ncode = \"{code}\"\ncorrect = {correct}\ntext.en = \"{code}\"\ntext.hi = \"{code}\"\n")
}

#[test]
fn the_real_banks_have_no_fault() {
    let courses = std::path::Path::new("../../demo/courses");
    let mut kinds = BTreeSet::new();
    for folder in std::fs::read_dir(courses).expect("the demo courses").flatten() {
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
        let course: Table = read("course.toml").parse().expect("a course");
        let codes = course["outcome"].as_array().expect("outcomes").iter().filter_map(|outcome| outcome["code"].as_str());
        let items = parse(&read("items.toml"), &outcomes(&codes.collect::<Vec<_>>()), &BOTH).expect("no fault");
        assert_eq!(items.len(), 25);
        kinds.extend(items.iter().map(|item| item.kind));
    }
    assert_eq!(kinds.len(), 6, "every kind is used");
}

#[test]
fn the_order_and_the_pairs_stand_in_the_key_only() {
    let order = format!("kind = \"order\"\n{}{}{}", option("k", false), option("c", false), option("s", false));
    let read_order = read(&item(&order)).expect("an item").remove(0);
    assert_eq!(read_order.solution.rule, Rule::Order(["k", "c", "s"].map(String::from).to_vec()));
    assert_eq!(read_order.content.options.iter().map(|part| part.id.as_str()).collect::<Vec<_>>(), ["c", "k", "s"]);
    let pair = |code: &str, right: &str| {
        format!(
            "[[item.pair]]\ncode = \"{code}\"\nleft.en = \"{code}\"\nleft.hi = \"{code}\"\nright.en = \"{right}\"\nright.hi = \"{right}\"\n"
        )
    };
    let pairs = format!("kind = \"match\"\n{}{}", pair("a", "zebra"), pair("b", "ant"));
    let read_pairs = read(&item(&pairs)).expect("an item").remove(0);
    assert_eq!(
        read_pairs.solution.rule,
        Rule::Match([("a", "r2"), ("b", "r1")].map(|(left, right)| (left.to_owned(), right.to_owned())).into())
    );
    let survived: Solution =
        serde_json::from_str(&serde_json::to_string(&read_pairs.solution).expect("json")).expect("a solution");
    assert_eq!(survived, read_pairs.solution);
}

#[test]
fn every_fault_is_reported_with_its_item_line_and_reason() {
    let broken = "[[item]]\ncode = \"one\"\noutcome = \"flying\"\nkind = \"essay\"\nstem.en = \"Q\"\n\n[[item]]\nkind = \"number\"\ntolerance = -1\n\
                  outcome = \"fees\"\nsource = \"s\"\nstem.en = \"Q\"\nstem.hi = \"प्र\"\nexplain.en = \"E\"\nexplain.hi = \"व्या\"\nunit.en = \"days\"\n";
    insta::assert_snapshot!(read(broken).expect_err("faults").join("\n"), @r#"
    1: item one: outcome "flying" is not declared
    1: item one: kind "essay" is none of single, multiple, order, match, number, short
    1: item one: stem.hi is missing
    1: item one: explain.en is missing
    1: item one: explain.hi is missing
    1: item one: source is missing: name the law or text that it rests on
    7: item number 2: code: "" is not a code: 1 to 64 letters, digits, '-', '_', '.', '/'; the first a letter or digit
    7: item number 2: unit.hi is missing
    7: item number 2: answer is missing
    7: item number 2: tolerance is less than 0
    "#);
}

#[rstest::rstest]
#[case::none_right("single", &[("a", false), ("b", false)], "no option is correct")]
#[case::two_right("single", &[("a", true), ("b", true), ("c", false)], "more than one option is correct")]
#[case::all_right("multiple", &[("a", true), ("b", true)], "every option is correct")]
#[case::twice("single", &[("a", true), ("a", false)], "option a stands twice")]
#[case::too_few("single", &[("a", true)], "needs at least two")]
#[case::marked("order", &[("a", true), ("b", false)], "not marked correct")]
#[case::foreign("short", &[("a", true), ("b", false)], "option does not belong to the kind short")]
#[case::unworded("short", &[], "accepted.hi is missing")]
fn options_are_checked(#[case] kind: &str, #[case] options: &[(&str, bool)], #[case] reason: &str) {
    let body: String = options.iter().map(|(code, correct)| option(code, *correct)).collect();
    let faults = read(&item(&format!("kind = \"{kind}\"\n{body}"))).expect_err("a fault");
    assert!(faults.iter().any(|fault| fault.contains(reason)), "{faults:?}");
}

#[test]
fn a_code_stands_once_and_a_misspelt_field_is_told() {
    let one = item(&format!("kind = \"single\"\n{}{}", option("a", true), option("b", false)));
    let twice = read(&format!("{one}{one}")).expect_err("a fault");
    assert!(twice[0].contains("stands twice"), "{twice:?}");
    let misspelt = read(&one.replace("source =", "sauce =")).expect_err("a fault");
    assert!(misspelt[0].contains("sauce"), "{misspelt:?}");
    let broken = read("[[item]\n").expect_err("a fault");
    assert!(broken[0].starts_with("1: "), "{broken:?}");
}
