use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A profile whose threshold rises in 2027 and which ends in 2029.
fn dated() -> Profile {
    toml::from_str(
        r#"
id = "TEST"
label_pl = "t"
label_en = "t"
summary_pl = "t"
subject = "address_points"
valid_from = 2025-01-01
valid_to = 2029-12-31
[[number]]
name = "down_min"
value = 100
unit = "Mb/s"
valid_from = 2025-01-01
valid_to = 2026-12-31
act = "a"
article = "1"
url = "https://example.com"
checked_on = 2026-01-01
confidence = "confirmed"
[[number]]
name = "down_min"
value = 300
unit = "Mb/s"
valid_from = 2027-01-01
act = "a"
article = "1"
url = "https://example.com"
checked_on = 2026-01-01
confidence = "unconfirmed"
[[number]]
name = "grey_networks"
value = 1
unit = "networks"
valid_from = 2025-01-01
act = "a"
article = "2"
url = "https://example.com"
checked_on = 2026-01-01
confidence = "confirmed"
[[number]]
name = "black_networks"
value = 2
unit = "networks"
valid_from = 2025-01-01
act = "a"
article = "2"
url = "https://example.com"
checked_on = 2026-01-01
confidence = "confirmed"
"#,
    )
    .expect("a valid profile")
}

#[test]
fn a_change_of_law_holds_from_its_day() {
    let book = PolicyBook::of(vec![dated()]);
    let cases = [
        ("2024-12-31", 100, false),
        ("2025-01-01", 100, true),
        ("2026-12-31", 100, true),
        ("2027-01-01", 300, true),
        ("2030-01-01", 300, false),
    ];
    for (day, mbps, in_force) in cases {
        let profile = book.profile_at("TEST", date(day)).expect("known");
        assert_eq!(profile.down_min, Speed::kbps(mbps * 1000), "{day}");
        assert_eq!(profile.in_force, in_force, "{day}");
        assert_eq!(book.at(date(day)).expect("complete").len(), usize::from(in_force));
    }
    assert!(book.profile_at("TEST", date("2026-01-01")).expect("known").is_confirmed());
    assert!(!book.profile_at("TEST", date("2027-01-01")).expect("known").is_confirmed());
}

#[test]
fn unknown_profiles_name_the_nearest() {
    let error = PolicyBook::get().profile_at("EU2023", date("2026-06-30")).expect_err("unknown");
    assert!(error.to_string().contains("did you mean \"EU-2023\""), "{error}");
}

#[test]
fn thresholds_of_the_shipped_profiles() {
    // methodology: the table of threshold profiles
    let cases = [
        ("EU-2023", 100, 0),
        ("PL-NGA30", 30, 0),
        ("PL-NGA100", 100, 0),
        ("SED-1G", 1000, 0),
        ("SED-300", 300, 0),
        ("DD2030", 1000, 0),
        ("OSE", 100, 100),
        ("NONE", 1, 0),
    ];
    for (id, down, up) in cases {
        let profile = PolicyBook::get().profile_at(id, date("2026-06-30")).expect("shipped");
        assert_eq!(profile.down_min, Speed::kbps(down * 1000), "{id}");
        assert_eq!(profile.up_min, Speed::kbps(up * 1000), "{id}");
        assert_eq!(profile.black_networks, 2, "{id}");
    }
    assert_eq!(PolicyBook::get().profiles().len(), cases.len());
}

#[test]
fn schools_and_very_high_capacity_have_their_own_bars() {
    let at = date("2026-06-30");
    let nga = PolicyBook::get().profile_at("PL-NGA30", at).expect("shipped");
    assert!(!nga.in_force, "its rule set ended with the guidelines of 2023");
    let (fifty, hundred) = (Speed::kbps(50_000), Speed::kbps(100_000));
    assert!(nga.is_met_by(fifty, fifty, Medium::Coax, false));
    assert!(!nga.is_met_by(fifty, fifty, Medium::Coax, true));
    assert!(nga.is_met_by(hundred, fifty, Medium::Coax, true));
    let dd = PolicyBook::get().profile_at("DD2030", at).expect("shipped");
    let gigabit = Speed::kbps(1_000_000);
    assert!(dd.is_met_by(gigabit, hundred, Medium::Fibre, false));
    assert!(!dd.is_met_by(gigabit, hundred, Medium::Coax, false));
    assert!(dd.is_met_by(gigabit, Speed::kbps(200_000), Medium::Coax, false));
}

#[test]
fn every_number_is_cited_and_checked() {
    for profile in PolicyBook::get().profiles() {
        assert!(!profile.label_pl.is_empty() && !profile.summary_pl.is_empty());
        for number in &profile.numbers {
            let at = format!("{} {}", profile.id, number.name);
            assert!(!number.act.is_empty() && !number.article.is_empty(), "{at}");
            assert!(number.url.starts_with("http"), "{at}");
            assert!(["Mb/s", "years", "networks"].contains(&number.unit.as_str()), "{at}");
            assert!(number.valid_to.is_none_or(|to| to >= number.valid_from), "{at}");
        }
    }
}
