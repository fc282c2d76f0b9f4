impact-title = Whom it concerns
impact-headline = { $count ->
    [0] It changes nothing for anybody
    [one] It concerns 1 official
   *[other] It concerns { $written } officials
}
impact-promise = { $days ->
    [one] For 1 day after it comes into force, what is new counts as missing for nobody.
   *[other] For { $days } days after it comes into force, what is new counts as missing for nobody.
}
impact-gain = Asked more
impact-lose = Asked less
impact-requirements = Which requirements
impact-officials = Officials
impact-unproven = What nothing proves yet
impact-unproven-none = Everything that is newly asked can be proven by a course, a test or at work.
impact-unproven-words = These levels would be asked, and no course, test or observation on offer leads to them.
impact-people = { $count ->
    [one] 1 official
   *[other] { $written } officials
}
impact-offices = { $count ->
    [one] In 1 office
   *[other] In { $count } offices
}
impact-office = Office
impact-more = and { $count } more offices
