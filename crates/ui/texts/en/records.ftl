nav-statements = Statements
lrs-title = Learning records
lrs-headline = { $number ->
    [one] { $number } statement is stored
   *[other] { $number } statements are stored
}
lrs-words = Everything that people learn in the product, and what content and programs from elsewhere tell of, is kept here as statements.
lrs-waiting = { $number ->
    [one] { $number } event of the product is on its way.
   *[other] { $number } events of the product are on their way.
}
lrs-none = There are none.
lrs-last = Newest statements
lrs-last-words = Of whom they speak is not shown here.
lrs-clients = Programs that may read and write
lrs-clients-none = No program has access yet.
lrs-client-new = Give a program access
lrs-client-name = What is it called?
lrs-client-scopes = What may it do?
lrs-client-create = Give access
lrs-client-refused = No access was given. A program needs a name and at least one thing that it may do.
lrs-client-since = since { $date }
lrs-client-revoke = End access
lrs-client-revoke-label = End the access of { $name }
lrs-client-revoked = ended { $date }
lrs-scope-statements-write = Store statements
lrs-scope-statements-read-mine = Read the statements that it stored itself
lrs-scope-statements-read = Read all statements
lrs-scope-state = Keep and read where learners stopped
lrs-scope-profile = Keep and read profiles
lrs-scope-all-read = Read everything
lrs-scope-all = Everything
lrs-done-revoked = The access has ended. The statements of the program stay.
lrs-done-target = Statements go there from now on, from the first one on.
lrs-done-changed = It is changed.
lrs-secret-title = Access is given
lrs-secret-words = Note the secret now. It is shown this once and cannot be shown again.
lrs-secret-key = Key
lrs-secret-secret = Secret
lrs-secret-done = I have noted it
lrs-targets = Stores to which statements go on
lrs-targets-none = Statements go nowhere else.
lrs-target-new = Send statements to another store
lrs-target-name = What is the store called?
lrs-target-endpoint = Its address
lrs-target-endpoint-hint = Without “/statements” at its end.
lrs-target-key = Key
lrs-target-secret = Secret
lrs-target-filter-words = All statements go there, unless you choose:
lrs-target-verb = Only those with this verb (address)
lrs-target-activity = Only those about this activity (address)
lrs-target-create = Send statements there
lrs-target-sent = { $number ->
    [one] { $number } statement has arrived
   *[other] { $number } statements have arrived
}
lrs-target-running = running
lrs-target-paused = resting
lrs-target-failing = { $number ->
    [one] failed once
   *[other] failed { $number } times in a row
}
lrs-target-pause = Let it rest
lrs-target-resume = Go on
lrs-target-remove = Remove
lrs-search = Statements about a person
lrs-search-code = Employee code
lrs-search-hint = Only of people whose profile is open to you. They see that you have looked.
lrs-search-button = Look
lrs-person = Statements
lrs-person-logged = That you have looked at this is noted and shown to the person.
lrs-statement = A learning record
lrs-statement-words = This is what the learning record store holds of one event, as other systems read it.
refusal-records-target-endpoint = The address must begin with https:// or http:// and name a store, without a user name or a question mark in it.
refusal-records-target-incomplete = A store needs a name, a key and a secret.
refusal-records-target-filter = A verb or an activity is given by its address, such as http://adlnet.gov/expapi/verbs/completed.
refusal-records-no-agent = This names nobody: an agent has one identifier.
