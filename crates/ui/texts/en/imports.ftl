framework-competencies = See its competencies
framework-scale = Its levels, and the levels here
framework-scale-explain = Every framework has its own levels. This is what each of them counts for here.
framework-scale-none = It has declared no levels. Its competencies stay without a level until somebody maps them.
framework-scale-own = Own level
framework-scale-name = Name
framework-scale-here = Level here
framework-order = How it orders its competencies
framework-positions = Positions in its library
framework-positions-explain = Nobody holds these positions here. They are examples to copy from.
framework-unmapped = Not yet mapped
framework-unmapped-none = Everything has a level, and everything is asked by a role.
framework-unmapped-explain = This is a normal state. Nothing of it is lost, and it can be mapped at any time.
framework-unmapped-levels = { $number ->
    [one] 1 competency without a level
   *[other] { $number } competencies without a level
}
framework-unmapped-unasked = { $number ->
    [one] 1 competency that no role asks
   *[other] { $number } competencies that no role asks
}
framework-unmapped-asks = { $number ->
    [one] 1 competency that a role asks without a level
   *[other] { $number } cases of a role that asks a competency without a level
}
framework-unmapped-idle = { $number ->
    [one] 1 role that asks nothing
   *[other] { $number } roles that ask nothing
}
framework-more = { $number ->
    [one] and 1 more
   *[other] and { $number } more
}
twins-title = Names that look alike
twins-headline = { $number ->
    [0] No pair waits for a decision
    [one] 1 pair waits for a decision
   *[other] { $written } pairs wait for a decision
}
twins-explain = Two names can stand for one competency. Nothing is joined by itself: you say whether they are one, or keep them apart. The answer is remembered when a framework is imported again.
twins-show = Show
twins-open = To be decided
twins-decided = Decided
twins-none = None.
twins-more = { $number ->
    [one] and 1 more, when these are decided
   *[other] and { $number } more, when these are decided
}
twins-score = { $score } of 100 alike
twins-alias = One competency, called “{ $name }”
twins-apart = Keep them apart
twins-reopen = Take the decision back
twins-is-alias = one competency
twins-is-apart = kept apart
refusal-twin-not-two = These are not two competencies. Choose a pair from the list.
refusal-twin-contradicts = Earlier decisions say otherwise: by way of other names, these would be one and two at once. Take one of them back first.
why-counted-from = Recorded for { $competency }, which a crosswalk counts here up to level { $level }.
crosswalks-title = Crosswalks between frameworks
crosswalks-headline = { $number ->
    [0] No crosswalk is declared
    [one] 1 crosswalk is declared
   *[other] { $number } crosswalks are declared
}
crosswalks-explain = A crosswalk says how a competency of one framework stands to one of another. Evidence for the first then counts in the second, by the rule that stands with it, for everybody alike.
crosswalks-declared = Declared
crosswalks-none = None yet.
crosswalks-new = Declare one
crosswalks-origin = From which competency?
crosswalks-target = To which competency?
crosswalks-code-hint = Its code, as in the address of its page: gdad/data-management.
crosswalks-relation = How does the first stand to the second?
crosswalks-cap = Up to which level does it count?
crosswalks-cap-hint = For broader and narrower only.
crosswalks-cap-none = No level chosen
crosswalks-declare = Declare
crosswalks-remove = Take back
crosswalk-relation-exact = is the same as
crosswalk-relation-broader = is broader than
crosswalk-relation-narrower = is narrower than
crosswalk-relation-related = is related to
crosswalk-counts-exact = Counts at the same level, in both directions.
crosswalk-counts-cap = Counts from the first to the second, up to level { $level }.
crosswalk-counts-nothing = Counts for nothing; it only shows the way.
refusal-crosswalk-unknown = One of the codes is not that of a competency. Copy it from the address of its page.
refusal-crosswalk-one-framework = Both belong to one framework. Two names for one competency are decided on the page of names that look alike.
refusal-crosswalk-no-relation = Choose how the first stands to the second.
refusal-crosswalk-no-cap = Choose up to which level it counts. A competency that is broader or narrower never counts without a limit.
