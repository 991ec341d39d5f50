use super::*;

#[test]
fn a_way_of_keys() {
    let keys = |way: &str| way.split('/').map(str::to_owned).collect::<Vec<_>>();
    let is = |way: &str, wanted: &str| is_at(&keys(way), &wanted.split('/').collect::<Vec<_>>());
    assert!(is("jobs/build/steps/0/if", "**/if"));
    assert!(is("if", "**/if"));
    assert!(is("jobs/build/env/A", "jobs/*/env/*"));
    assert!(!is("jobs/build/steps/0/env/A", "jobs/*/env/*"));
    assert!(is("a/b", "**"));
}

#[test]
fn every_pattern_compiles_and_finds_its_format() {
    for setting in all() {
        for one in setting.content {
            assert!(pattern(one).is_some(), "{}: {one}", setting.id);
        }
        for place in setting.places {
            assert!(
                pattern(place.head).is_some(),
                "{}: {}",
                setting.id,
                place.head
            );
            assert!(
                pattern(place.tail).is_some(),
                "{}: {}",
                setting.id,
                place.tail
            );
        }
        for id in setting.profiles {
            assert!(dotenv::profile(id).is_some(), "{}: {id}", setting.id);
        }
    }
}
