library-title = Framework
library-link = What each post asks
library-headline = What each post asks, and what each level looks like
library-version = version { $version } of { $date }
library-licence = licence { $licence }
library-to-positions = See the positions
library-query-competencies = Which competency?
library-query-positions = Which position?
library-query-hint = In English, in Hindi, or Hindi in Latin letters: information, सूचना, suchna.
library-query-hint-positions = In English, in Hindi, or Hindi in Latin letters: postman, डाकिया, dakiya.
library-search = Search
library-any = All
library-choice-framework = Framework
library-choice-family = Branch of service
library-found-competencies = { $number ->
    [one] 1 competency
   *[other] { $written } competencies
}
library-found-positions = { $number ->
    [one] 1 position
   *[other] { $written } positions
}
library-also-positions = { $number ->
    [one] 1 position has these words, too
   *[other] { $written } positions have these words, too
}
library-also-known = Also known as: { $names }
library-stands-for = One and the same as
library-nearest = None has all of these words. These have some of them.
library-nothing = Nothing was found. Try fewer words, or another way of writing them.
library-results = Results
library-all = Show all
library-back = Page before
library-positions-title = Positions
position-family-secretariat = Central secretariat
position-family-state = State administration
position-family-district = District administration
position-family-police = Police
position-family-posts = Posts
position-family-railways = Railways
position-family-tax = Tax
position-family-municipal = Municipal service
library-asks-count = { $number ->
    [one] asks 1 competency
   *[other] asks { $number } competencies
}
library-asks = What it asks
library-asks-none = It asks for no competency yet. Its roles are still being described.
library-asked-by = Positions that ask it
library-asked-by-none = No position asks it yet.
library-roles = Roles and work activities
library-roles-none = The roles of this position are still being described.
library-activities-none = The work activities of this role are still being described.
library-source = On what it rests
library-no-source = No source has been named.
library-group = Group { $group }
library-pay-level = Pay level { $level }
library-critical-high = criticality: high
library-critical-medium = criticality: medium
library-critical-low = criticality: low
library-critical-unset = criticality: not set
library-critical-why = Why this criticality:
library-mode = Best learnt:
library-resources = Documents for this work
