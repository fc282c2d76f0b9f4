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
twins-alias = They are one
twins-apart = Keep them apart
twins-reopen = Take the decision back
twins-is-alias = one competency
twins-is-apart = kept apart
refusal-twin-not-two = These are not two competencies. Choose a pair from the list.
