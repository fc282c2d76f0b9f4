sign-in-identifier = कर्मचारी कोड, मोबाइल नंबर या ई-मेल
sign-in-password = पासवर्ड
sign-in-shared = यह साझा कंप्यूटर है: कुछ भी पीछे न छूटे
sign-in-demo = प्रदर्शन खाते: official, supervisor, nodal, ifu, reviewer1, reviewer2, provider, publisher, commission, hr, admin. पासवर्ड: karmayogi-demo
refusal-account-wrong = यह पहचान और पासवर्ड मेल नहीं खाते। आपने जो पहचान लिखी थी, वह नीचे रखी है।
refusal-account-blocked = { $minutes ->
    [one] बहुत बार प्रयास हुआ। कृपया 1 मिनट रुककर फिर प्रयास करें।
   *[other] बहुत बार प्रयास हुआ। कृपया { $minutes } मिनट रुककर फिर प्रयास करें।
}
refusal-account-too-short = नए पासवर्ड में कम से कम 10 अक्षर होने चाहिए।
refusal-account-differ = दोनों नए पासवर्ड अलग हैं।
refusal-account-unknown = ऐसा कोई खाता नहीं है।
password-title = पासवर्ड चुनें
password-first = आपने एक बार काम आने वाले पासवर्ड से साइन इन किया है। आगे बढ़ने से पहले अपना पासवर्ड चुनें।
password-present = वर्तमान पासवर्ड
password-new = नया पासवर्ड
password-again = नया पासवर्ड, एक बार फिर
password-advice = कम से कम 10 अक्षर। ऐसा छोटा वाक्य चुनें जो केवल आप कहते हों: याद रखना आसान, अनुमान लगाना कठिन।
password-save = पासवर्ड सहेजें
address-ji = जी
address-shri = श्री
address-smt = श्रीमती
address-dr = डॉ.
