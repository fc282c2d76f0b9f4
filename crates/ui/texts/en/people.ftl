sign-in-identifier = Employee code, mobile number or e-mail
sign-in-password = Password
sign-in-shared = This is a shared computer: leave nothing behind
sign-in-demo = Demonstration accounts: official, supervisor, nodal, ifu, reviewer1, reviewer2, provider, publisher, commission, hr, admin. Password: karmayogi-demo
refusal-account-wrong = This identifier and password do not belong together. What you typed as identifier is kept below.
refusal-account-blocked = { $minutes ->
    [one] Too many tries. Please wait 1 minute, then try again.
   *[other] Too many tries. Please wait { $minutes } minutes, then try again.
}
refusal-account-too-short = The new password needs at least 10 characters.
refusal-account-differ = The two new passwords differ.
refusal-account-unknown = There is no such account.
password-title = Choose a password
password-first = You signed in with a one-time password. Choose your own before you go on.
password-present = Present password
password-new = New password
password-again = New password, once more
password-advice = At least 10 characters. A short sentence that only you would say is easy to remember and hard to guess.
password-save = Save the password
address-ji = ji
address-shri = Shri
address-smt = Smt
address-dr = Dr
