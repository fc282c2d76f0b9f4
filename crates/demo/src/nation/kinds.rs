//! Kinds of offices: what they are called, whose they are, who serves there. Invented shares, of the order of the real ones.

/// Whose offices they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Of the Union: in the capital.
    Capital,
    /// Of the Union: all over the country.
    Field,
    /// Of the States.
    State,
}

/// A kind of offices.
pub(super) struct Kind {
    /// Its code, which designations name.
    pub(super) code: &'static str,
    pub(super) side: Side,
    /// The family of its positions.
    pub(super) family: &'static str,
    /// How many of 1,000 officials serve in such offices.
    pub(super) share: u64,
    /// Groups A, B and C among those who head nothing, in thousandths.
    pub(super) groups: [u64; 3],
    /// The service of groups A and B, where there is one.
    pub(super) service: [Option<&'static str>; 2],
    /// A word by which its departments of the Union are found; the letters of its departments of the States.
    pub(super) department: &'static str,
    /// Name of an office.
    pub(super) office: (&'static str, &'static str),
    /// What its own competencies are about.
    pub(super) topic: (&'static str, &'static str),
}

macro_rules! kinds {
    ($($code:literal $side:ident $family:literal $share:literal [$a:literal $b:literal $c:literal] $sa:expr, $sb:expr; $department:literal: $office:literal / $office_hi:literal, $topic:literal / $topic_hi:literal)*) => {
        &[$(Kind {
            code: $code, side: Side::$side, family: $family, share: $share, groups: [$a, $b, $c], service: [$sa, $sb], department: $department,
            office: ($office, $office_hi), topic: ($topic, $topic_hi),
        }),*]
    };
}

/// All kinds. The first is that of the headquarters of departments.
pub(super) const KINDS: &[Kind] = kinds! {
    "secretariat" Capital "secretariat" 40 [80 600 320] Some("CSS"), Some("CSS"); "": "Division" / "प्रभाग", "Secretariat work" / "सचिवालय कार्य"
    "posts" Field "posts" 120 [2 28 970] Some("IPoS"), None; "Department of Posts": "Postal division" / "डाक मंडल", "Postal services" / "डाक सेवाएँ"
    "railways" Field "railways" 135 [4 36 960] Some("IRTS"), None; "Railways": "Railway division office" / "रेल मंडल कार्यालय", "Railway operations" / "रेल परिचालन"
    "tax" Field "tax" 50 [40 300 660] Some("IRS"), None; "Department of Revenue": "Tax office" / "कर कार्यालय", "Tax administration" / "कर प्रशासन"
    "accounts" Field "tax" 20 [30 380 590] Some("ICAS"), None; "Department of Expenditure": "Pay and accounts office" / "वेतन एवं लेखा कार्यालय", "Accounts and audit" / "लेखा एवं लेखापरीक्षा"
    "border-police" Field "police" 85 [5 75 920] Some("IPS"), None; "Internal Security": "Battalion" / "वाहिनी", "Border and internal security" / "सीमा एवं आंतरिक सुरक्षा"
    "defence-civil" Field "secretariat" 35 [20 160 820] None, None; "Defence": "Depot" / "डिपो", "Stores and workshops" / "भंडार एवं कार्यशाला"
    "science" Capital "secretariat" 15 [250 350 400] None, None; "Scien": "Laboratory" / "प्रयोगशाला", "Scientific work" / "वैज्ञानिक कार्य"
    "statistics" Field "secretariat" 12 [60 420 520] Some("ISS"), Some("SSS"); "Statistics": "Field statistics office" / "क्षेत्र सांख्यिकी कार्यालय", "Official statistics" / "सरकारी सांख्यिकी"
    "labour" Field "secretariat" 14 [40 260 700] None, None; "Labour": "Labour office" / "श्रम कार्यालय", "Labour administration" / "श्रम प्रशासन"
    "telecom" Field "posts" 14 [90 330 580] None, None; "Telecom": "Telecommunications office" / "दूरसंचार कार्यालय", "Telecommunications" / "दूरसंचार"
    "revenue" State "district" 65 [10 80 910] Some("IAS"), None; "REV": "Tehsil office" / "तहसील कार्यालय", "Land and revenue" / "भूमि एवं राजस्व"
    "rural" State "state" 70 [6 94 900] Some("IAS"), None; "RUR": "Block development office" / "खंड विकास कार्यालय", "Rural development" / "ग्रामीण विकास"
    "police" State "police" 115 [3 57 940] Some("IPS"), None; "POL": "Police circle" / "पुलिस वृत्त", "Police work" / "पुलिस कार्य"
    "health" State "state" 75 [60 140 800] None, None; "HLT": "Health office" / "स्वास्थ्य कार्यालय", "Public health" / "लोक स्वास्थ्य"
    "education" State "state" 50 [10 190 800] None, None; "EDU": "Education office" / "शिक्षा कार्यालय", "School education" / "स्कूली शिक्षा"
    "agriculture" State "state" 25 [30 220 750] None, None; "AGR": "Agriculture office" / "कृषि कार्यालय", "Agriculture" / "कृषि"
    "works" State "state" 30 [40 210 750] None, None; "PWD": "Works division" / "निर्माण मंडल", "Public works" / "लोक निर्माण"
    "municipal" State "municipal" 20 [10 110 880] None, None; "URB": "Municipal ward office" / "नगरपालिका वार्ड कार्यालय", "Municipal services" / "नगरपालिका सेवाएँ"
    "treasury" State "district" 10 [20 300 680] None, None; "FIN": "Treasury" / "कोषागार", "Treasury work" / "कोषागार कार्य"
};

/// Names of the departments of the States, by the letters that the kinds give.
pub(super) const STATE_DEPARTMENTS: [(&str, &str, &str); 9] = [
    ("REV", "Revenue Department", "राजस्व विभाग"),
    ("RUR", "Rural Development Department", "ग्रामीण विकास विभाग"),
    ("POL", "Home Department", "गृह विभाग"),
    ("HLT", "Health Department", "स्वास्थ्य विभाग"),
    ("EDU", "Education Department", "शिक्षा विभाग"),
    ("AGR", "Agriculture Department", "कृषि विभाग"),
    ("PWD", "Public Works Department", "लोक निर्माण विभाग"),
    ("URB", "Urban Development Department", "नगर विकास विभाग"),
    ("FIN", "Finance Department", "वित्त विभाग"),
];

/// What each kind of offices has competencies about; the first are those of group A, the last those of group C.
pub(super) const FACETS: [(&str, &str); 14] = [
    ("policy into practice", "नीति को व्यवहार में लाना"),
    ("decisions under the rules", "नियमों के अधीन निर्णय"),
    ("budget of schemes", "योजनाओं का बजट"),
    ("emergencies", "आपात स्थितियाँ"),
    ("audit of own work", "अपने काम का लेखापरीक्षण"),
    ("inspection", "निरीक्षण"),
    ("reporting and returns", "प्रतिवेदन और विवरणियाँ"),
    ("procurement and stores", "क्रय और भंडार"),
    ("data quality", "आँकड़ों की गुणवत्ता"),
    ("rules and procedure", "नियम और प्रक्रिया"),
    ("records and registers", "अभिलेख और रजिस्टर"),
    ("work in the online system", "ऑनलाइन प्रणाली में काम"),
    ("safety at work", "कार्यस्थल पर सुरक्षा"),
    ("contact with citizens", "नागरिकों से संपर्क"),
];

/// The groups, in the order in which the rest of the simulation numbers them.
pub(super) const GROUPS: [&str; 3] = ["A", "B", "C"];
/// Which facets each group draws from.
pub(super) const FACETS_OF: [std::ops::Range<usize>; 3] = [0..5, 4..10, 8..14];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        assert_eq!(KINDS.iter().map(|kind| kind.share).sum::<u64>(), 1000);
        assert!(KINDS.iter().all(|kind| kind.groups.iter().sum::<u64>() == 1000));
        assert!(
            KINDS
                .iter()
                .filter(|kind| kind.side == Side::State)
                .all(|kind| STATE_DEPARTMENTS.iter().any(|one| one.0 == kind.department))
        );
    }
}
