competencies-title = My competencies
competencies-all = All competencies
competencies-headline = { $required ->
    [one] { $held ->
        [0] Your post asks for one competency; it is still open
       *[other] You hold the one competency that your post asks for
    }
   *[other] You hold { $held } of the { $required } competencies that your post asks for
}
competencies-only-new = { $new ->
    [one] Your post asks for one new competency; it does not count yet
   *[other] Your post asks for { $new } new competencies; they do not count yet
}
competencies-none = Your post does not ask for any competency yet
competencies-none-words = What a post asks follows from the roles of its position. Yours are still being described, or you have no posting today. You can read meanwhile what each competency means.
competencies-assessed = { $assessed } of { $required } have been assessed so far. What was never assessed is no gap.
competencies-new = { $new ->
    [one] One new requirement is not counted yet.
   *[other] { $new } new requirements are not counted yet.
}
competencies-open = Still open
competencies-held = Held
competencies-next = Next step
competencies-next-why = Your post asks for level { $level }. At that level: { $descriptor }
competencies-next-button = See how to show it
state-held = held
state-assessed-below = { $missing ->
    [one] 1 level to go
   *[other] { $missing } levels to go
}
state-not-yet-assessed = not yet assessed
state-lapsed = retest due
state-new = new requirement
competency-kind-behavioural = Behavioural
competency-kind-functional = Functional
competency-kind-domain = Domain
competency-ask-attitude = mainly an attitude
competency-ask-skill = mainly a skill
competency-ask-knowledge = mainly knowledge
competency-position = Where you stand
competency-level = Level { $level }
competency-held = You hold level { $held } of 5. Your post asks for level { $required }.
competency-below = { $held ->
    [0] No level is held yet. Your post asks for level { $required }.
   *[other] You hold level { $held } of 5. Your post asks for level { $required }.
}
competency-unassessed = Nothing has been assessed yet. Your post asks for level { $required }.
competency-lapsed = You held level { $lapsed }; its validity is over. Your post asks for level { $required }, and a short retest may bring it back.
competency-not-required = { $held ->
    [0] Your post does not ask for it.
   *[other] Your post does not ask for it. You hold level { $held } of 5.
}
competency-new-until = This is a new requirement. It does not count before { $date }.
competency-changes-on = The level held changes on { $date } unless new evidence comes before.
competency-test-out = Do you know this already?
competency-test-out-words = Take a short test. If you pass, it counts at once, up to level { $ceiling }. If you do not, it costs nothing and nobody sees it.
competency-test-out-button = Start the short test
competency-courses = Find courses for it
competency-matters = Why it matters in your post
competency-matters-unset = Nobody has said yet how critical it is in your post.
competency-criticality-high = High criticality
competency-criticality-medium = Medium criticality
competency-criticality-low = Low criticality
competency-levels = What a person at each level does
competency-level-held = you hold this
competency-level-required = your post asks this
competency-indicators = What others can see
evidence-kind-self_declaration = Own statement
evidence-kind-completion = Completed course
evidence-kind-test = Test without supervision
evidence-kind-supervised_test = Supervised test
evidence-kind-observation = Observation
evidence-kind-work_product = Piece of work
evidence-kind-prior_credential = Credential from elsewhere
evidence-kind-panel = Judgement of a panel
why-title = Why this level
why-none = There is no evidence yet.
why-rule = The level held is the highest that the evidence above shows. What each kind of evidence can show is laid down in version { $version } of the rule. Levels 4 and 5 need a panel, or a piece of work together with observations by two people.
why-shown = on { $date }
why-by = { $kind } by { $name }
why-withdrawal = Withdrawal of an earlier piece
why-counts = It speaks for level { $said }. Evidence of this kind can show up to level { $ceiling }.
why-capped = It speaks for level { $said }. Evidence of this kind can show up to level { $ceiling } by itself, so it counts for level { $ceiling }.
why-lapsed = It counted for level { $level } until { $date }, when its validity ended.
why-nothing = Recorded, but by itself it shows no level.
why-not-observed = It was looked for and not seen. This lowers nothing.
why-withdrawn = It was withdrawn and counts no more.
why-withdraws = It shows no level; it only takes the earlier piece back.
why-tag-withdrawn = withdrawn
why-tag-not-observed = not observed
why-contest = This is not right
why-statement = The learning record of this
contest-title = Say what is not right
contest-reason = What is not right about it?
contest-reason-hint = Say it in your own words: the day, the facts, who knows better.
contest-promise = Human resources must answer within { $days } days. Until then the evidence counts as it does now. If you are right, it is withdrawn.
contest-send = Send it
contest-opened = Your words have reached human resources. Their answer will appear here.
contest-waiting = You contested this; the answer is due by { $date }. You wrote:
contest-upheld = Contest upheld.
contest-not-upheld = Contest not upheld.
contest-due = answer by { $date }
contest-overdue = overdue since { $date }
contests-title = Contested evidence
contests-headline = { $count ->
    [0] No contest waits for an answer
    [one] One contest waits for an answer
   *[other] { $count } contests wait for an answer
}
contests-none = Nothing to do here today.
contests-answered = Answered
contest-case-title = { $name } contests evidence: { $competency }
contest-opened-on = Opened on { $date }
contest-piece = The evidence
contest-their-reason = What the official says
contest-answer = Your answer
contest-answer-hint = The official reads it word for word. It is due by { $date }.
contest-uphold = The official is right: withdraw it
contest-reject = The evidence stands
refusal-contest-no-reason = Please say what is not right; without that nobody can look into it.
refusal-contest-already-open = You have contested this piece already. The answer is on its way.
refusal-contest-already-answered = This contest has been answered already.
refusal-contest-withdrawn = This piece has been withdrawn already and counts no more.
refusal-contest-no-answer = Please write an answer; the official has a right to the reason.
refusal-contest-no-decision = Please choose one of the two buttons.
refusal-contest-own-case = You recorded this piece yourself; somebody else must answer.
observe-title = What did you see { $name } do?
observe-indicator = What it is about
observe-date = Day of the incident
observe-date-hint = Within the last twelve months.
observe-note = What happened
observe-note-hint = One or two sentences about one incident.
observe-yes = I saw it done
observe-no = I looked and did not see it
observe-seen = { $name } sees this at once and may contest it. "Did not see it" lowers no level.
observe-done = Recorded. { $name } sees it now.
observe-done-not = Recorded as not observed. { $name } sees it now; no level has been lowered.
observe-wait = You can record observations from { $date }: an observer needs three months of supervision. Until then the reviewing officer observes.
observe-no-indicators = This competency has no indicators yet against which one could observe.
refusal-observation-no-indicator = Please choose what it is about.
refusal-observation-no-result = Please choose one of the two buttons.
refusal-observation-no-date = Please give the day of the incident.
refusal-observation-future = This day has not come yet.
refusal-observation-too-old = The incident is more than twelve months ago.
refusal-observation-no-note = Please say in a sentence what happened.
refusal-observation-too-soon = You have supervised this person for less than three months.
