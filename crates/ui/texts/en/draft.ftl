nav-drafts = Drafts
nav-reviews = Reviews
drafts-title = Drafts of frameworks
drafts-open = Under way
drafts-none = No draft is under way.
drafts-past = Ended
draft-begin = Begin a draft
draft-begin-send = Begin
draft-title = What is it about?
draft-title-hint = In a few words, for those who review it.
draft-version = Version
draft-version-hint = The name of the version that it shall be, such as 2027.1.
draft-versions = from { $base } to { $version }
draft-office = Whose unit
draft-office-hint = The code of the organisation.
draft-stage = Stage
draft-from = In force from
draft-from-hint = From this day on posts ask it. Until the end of the grace period it counts as missing for nobody.
draft-no-day = not set yet
draft-grace = Grace period
draft-grace-hint = In days. So long a new or raised requirement is called new.
draft-grace-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
draft-state-opening = being made
draft-state-drafting = being written
draft-state-review1 = technical review
draft-state-review2 = review board
draft-state-refused = refused
draft-state-appealed = appeal
draft-state-scheduled = accepted
draft-state-published = in force
draft-state-closed = closed
draft-wait-drafting = Its unit is writing. You can read it and comment.
draft-wait-review1 = It is with the technical review. Nothing can be changed until it comes back.
draft-wait-review2 = It is with the review board. Nothing can be changed until it comes back.
draft-wait-refused = It was refused. Its unit can appeal.
draft-wait-appealed = The Commission decides about the appeal.
draft-wait-scheduled = It is accepted and comes into force by itself on its day.
draft-wait-published = It is in force and is not changed any more. A change is a new draft.
draft-wait-closed = It was closed and comes to nothing.
draft-next = The next step
draft-next-doubtful = { $number ->
    [one] 1 row is doubtful. Decide about it first.
   *[other] { $number } rows are doubtful. Decide about them first.
}
draft-to-doubts = See the doubtful rows
draft-next-faults = { $number ->
    [one] There is 1 fault. Mend it, then submit.
   *[other] There are { $number } faults. Mend them, then submit.
}
draft-next-nothing = Nothing is changed yet. Choose a sheet below and write.
draft-next-day = Set the day from which it shall be in force.
draft-to-day = Set the day
draft-next-submit = It is whole. Give it to the technical review when it says what you mean.
draft-refused = It was refused
draft-refused-words = The reason stands in the history. You can appeal, and somebody else then decides.
draft-decide = Your decision
draft-decide-words = Read what differs, then decide. To return it is the usual answer when something is missing.
draft-words = Comment or reason
draft-words-submit = A word to the reviewers (may be empty)
draft-do-submit = Submit
draft-do-return = Return with the comment
draft-do-accept = Accept
draft-do-refuse = Refuse for good
draft-do-appeal = Appeal
draft-do-grant = Grant the appeal
draft-do-dismiss = Dismiss the appeal
draft-do-withdraw = Close this draft
draft-did-open = Begun
draft-did-submit = Submitted
draft-did-return = Returned
draft-did-accept = Accepted
draft-did-refuse = Refused
draft-did-appeal = Appealed
draft-did-grant = Appeal granted
draft-did-dismiss = Appeal dismissed
draft-did-withdraw = Closed by its unit
draft-did-publish = Came into force
draft-changes = What it changes
draft-side-by-side = See it side by side
draft-to-impact = See whom it concerns
draft-side-title = Version { $base } and version { $version } side by side
draft-work = Write
draft-rows = { $number ->
    [one] 1 row
   *[other] { $number } rows
}
draft-doubtful = { $number } doubtful
draft-to-levels = Change a level in many roles
draft-to-sheets = Bring in a spreadsheet
draft-terms = Title and day
draft-keep = Keep
draft-comments = Comments
draft-comment = Your comment
draft-comment-send = Comment
draft-somebody = Somebody
draft-system = The system
draft-history = What has happened
draft-grid-query = Words in the row
draft-grid-show = Show
draft-grid-standing = All rows
draft-grid-changed = Changed rows
draft-grid-removed = Rows taken out
draft-grid-none = No row is like this.
draft-grid-keys = Enter and the arrows up and down go from row to row. Rows save themselves when you leave them. A block from a spreadsheet can be pasted.
draft-grid-saved = Saved.
draft-grid-saving = Saving …
draft-grid-waiting = Not saved yet: no connection. It is tried again.
draft-grid-conflict = Somebody else has changed this row. Press its button to see both.
draft-grid-row = Row
draft-grid-do = Do
draft-grid-open = Row { $number }
draft-grid-save = Save
draft-grid-remove = Take out row { $number }
draft-grid-restore = Bring back
draft-grid-new = New row
draft-grid-add = Add the row
draft-grid-roles = its roles
draft-mark-doubtful = doubtful
draft-mark-comments = { $number ->
    [one] 1 comment
   *[other] { $number } comments
}
draft-row-title = { $sheet }, row { $number }
draft-conflict = { $who } has saved this row while you were writing. Nothing is lost: choose for each cell what shall stand, then keep it.
draft-conflict-theirs = It stands there now:
draft-conflict-yours = You wrote:
draft-conflict-keep = Keep what stands here
draft-conflict-leave = Leave theirs
draft-levels-title = A level in many roles
draft-levels-choose = Choose
draft-levels-roles = Roles
draft-levels-asks = asks
draft-levels-positions = { $number ->
    [one] 1 position
   *[other] { $number } positions
}
draft-levels-level = Level in the roles that are ticked
draft-levels-none = not asked any more
draft-levels-send = Change it
draft-levels-done = { $number ->
    [one] 1 row was changed.
   *[other] { $number } rows were changed.
}
draft-sheets-title = Bring in a spreadsheet
draft-sheets-done = Taken in: { $added } new rows, { $changed } changed, { $unchanged } there already, { $doubtful } doubtful.
draft-sheets-merged = Merged, as was decided about names that look alike: { $names }
draft-sheets-unknown = Not read, because no sheet of the format is named so: { $sheets }
draft-sheets-send-title = Send a spreadsheet
draft-sheets-file = File
draft-sheets-hint = A workbook (.xlsx) with one sheet for each kind of row, named and headed as in an export; or one such sheet as .csv, named after it.
draft-sheets-send = Bring it in
draft-doubts = { $number ->
    [one] 1 row waits for your decision
   *[other] { $number } rows wait for your decision
}
draft-doubt-twin = “{ $typed }” is not there. Is it “{ $twin }”?
draft-doubt-unknown = “{ $typed }” is not there, and nothing is named like it.
draft-doubt-same-name = The code “{ $typed }” is new, but its name is nearly that of “{ $twin }”. Are they one?
draft-doubt-means = It means
draft-doubt-take = Take this one
draft-doubt-stands = It is right as it stands
draft-doubt-drop = Leave it out
draft-position-edit = Edit
draft-position-library = Library of roles
draft-position-query = Which work?
draft-position-pick = Give this role
draft-position-asks = What it will ask
draft-position-critical = Say how critical
draft-position-copy = Make a position like this one
draft-position-copy-send = Copy it
draft-position-code-hint = Letters, digits and hyphens; new in this framework.
draft-position-title-en = Title in English
draft-position-title-hi = Title in Hindi
draft-position-alike = Similar positions
draft-position-shared = { $number ->
    [one] 1 role in common
   *[other] { $number } roles in common
}
reviews-title = Reviews
reviews-headline = { $count ->
    [0] Nothing waits for you
    [one] 1 draft waits for you
   *[other] { $count } drafts wait for you
}
reviews-none = When a draft is submitted, it stands here.
reviews-others = Other drafts that you can read
reviews-shifts = { $number ->
    [one] 1 requirement of a position changes
   *[other] { $number } requirements of positions change
}
reviews-look = Read and decide
reviews-read = Read it
reviews-not-you = Somebody else decides about this one: you have written in it or decided before.
versions-title = Versions
versions-compare = Compare
versions-one = There is only one version whose content is kept. As soon as there are two they stand here side by side.
refusal-draft-no-title = Say what it is about, and how the version shall be called.
refusal-draft-version-taken = There is a version of this name already. Choose another one.
refusal-draft-not-now = This cannot be done any more. Somebody was quicker; read how it stands now.
refusal-draft-nothing = Nothing is changed, so there is nothing to review.
refusal-draft-faulty = There are faults in the rows. They are listed below.
refusal-draft-doubtful = Some rows are doubtful. Decide about them first.
refusal-draft-no-day = Set the day from which it shall be in force.
refusal-draft-past-day = The day is past. Choose today or a later one.
refusal-draft-no-grace = The grace period must be between 1 and 1826 days.
refusal-draft-no-comment = Write a comment, so that the others know what is meant.
refusal-draft-no-reason = Write the reason. Without one it cannot be decided so.
refusal-draft-own-work = You have written in this draft. Somebody else has to decide.
refusal-draft-same-person = You have decided about it already. Somebody else has to take the next decision.
refusal-draft-base-changed = Another version came, or is about to come, into force meanwhile. Take it over into this draft as soon as it is in force.
refusal-draft-no-row = The row is not there, or nothing was written in it.
refusal-draft-no-such-thing = This code is not there, is taken already, or something is not filled in.
refusal-draft-unreadable = The file cannot be read. It must be a workbook (.xlsx) or a sheet as .csv in UTF-8.
draft-overtaken = Version { $version } has overtaken this draft
draft-overtaken-by = It came from { $unit } (“{ $title }”) and holds since { $date }. This draft still starts from the version before it.
draft-overtaken-files = It came with imported files and holds since { $date }. This draft still starts from the version before it.
draft-overtaken-plan = If you take it over: rows that come from it: { $taken }; rows that only you have changed and that stay: { $kept }; rows that both have changed and that you then decide: { $conflicts }.
draft-overtaken-take = Take over version { $version }
draft-overtaken-wait = Its unit takes that version over before the draft goes to review.
draft-next-conflicts = { $number ->
    [one] 1 row was changed by the other version and by you. Decide about it.
   *[other] { $number } rows were changed by the other version and by you. Decide about them.
}
draft-to-conflicts = Decide
draft-did-rebase = Took over a version
draft-conflicts-title = What both have changed
draft-conflicts-none = Nothing waits for a decision.
draft-conflicts-back = Back to the draft
draft-conflicts-open = { $number ->
    [one] 1 row waits for your decision
   *[other] { $number } rows wait for your decision
}
draft-conflicts-words = Until you decide, the words of your draft stand. All three stay on record. You can also mend the row itself and then keep yours.
draft-conflicts-decided = Decided
draft-conflicts-base = Before
draft-conflicts-theirs = Version { $version }
draft-conflicts-mine = Your draft
draft-conflicts-keep = Keep mine
draft-conflicts-take = Take theirs
draft-conflicts-keep-label = Keep mine, decision { $number }
draft-conflicts-take-label = Take theirs, decision { $number }
draft-conflicts-row = See the row
draft-conflicts-kept = mine kept
draft-conflicts-took = theirs taken
refusal-draft-conflicting = Another version and this draft have changed the same rows. Decide about them first.
draft-is-overtaken = overtaken
