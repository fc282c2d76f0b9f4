nav-drafts = मसौदे
nav-reviews = समीक्षाएँ
drafts-title = ढाँचों के मसौदे
drafts-open = चल रहे मसौदे
drafts-none = कोई मसौदा नहीं चल रहा है।
drafts-past = समाप्त
draft-begin = मसौदा शुरू करें
draft-begin-send = शुरू करें
draft-title = यह किस बारे में है?
draft-title-hint = कुछ शब्दों में, समीक्षकों के लिए।
draft-version = संस्करण
draft-version-hint = नए संस्करण का नाम, जैसे 2027.1।
draft-versions = { $base } से { $version }
draft-office = किसकी इकाई
draft-office-hint = संगठन का कोड।
draft-stage = चरण
draft-from = लागू होने का दिन
draft-from-hint = इस दिन से पद इसकी अपेक्षा करेंगे। छूट की अवधि पूरी होने तक यह किसी की कमी नहीं गिना जाएगा।
draft-no-day = अभी तय नहीं
draft-grace = छूट की अवधि
draft-grace-hint = दिनों में। तब तक नई या बढ़ी हुई अपेक्षा नई कहलाएगी।
draft-grace-days = { $days ->
    [one] 1 दिन
   *[other] { $days } दिन
}
draft-state-opening = बन रहा है
draft-state-drafting = लिखा जा रहा है
draft-state-review1 = तकनीकी समीक्षा
draft-state-review2 = समीक्षा मंडल
draft-state-refused = अस्वीकृत
draft-state-appealed = अपील
draft-state-scheduled = स्वीकृत
draft-state-published = लागू
draft-state-closed = बंद
draft-wait-drafting = इसकी इकाई इसे लिख रही है। आप इसे पढ़ और टिप्पणी कर सकते हैं।
draft-wait-review1 = यह तकनीकी समीक्षा में है। लौटने तक कुछ नहीं बदला जा सकता।
draft-wait-review2 = यह समीक्षा मंडल के पास है। लौटने तक कुछ नहीं बदला जा सकता।
draft-wait-refused = यह अस्वीकृत हुआ। इसकी इकाई अपील कर सकती है।
draft-wait-appealed = अपील पर आयोग निर्णय करेगा।
draft-wait-scheduled = यह स्वीकृत है और अपने दिन अपने आप लागू होगा।
draft-wait-published = यह लागू है और अब नहीं बदलेगा। बदलाव के लिए नया मसौदा बनता है।
draft-wait-closed = यह बंद किया गया और इससे कुछ नहीं बनेगा।
draft-next = अगला कदम
draft-next-doubtful = { $number ->
    [one] 1 पंक्ति संदिग्ध है। पहले उस पर निर्णय करें।
   *[other] { $number } पंक्तियाँ संदिग्ध हैं। पहले उन पर निर्णय करें।
}
draft-to-doubts = संदिग्ध पंक्तियाँ देखें
draft-next-faults = { $number ->
    [one] 1 गलती है। उसे ठीक करके भेजें।
   *[other] { $number } गलतियाँ हैं। उन्हें ठीक करके भेजें।
}
draft-next-nothing = अभी कुछ नहीं बदला है। नीचे कोई तालिका चुनें और लिखें।
draft-next-day = वह दिन तय करें जिससे यह लागू हो।
draft-to-day = दिन तय करें
draft-next-submit = मसौदा पूरा है। जब यह आपकी बात ठीक कहे, इसे तकनीकी समीक्षा को भेजें।
draft-refused = यह अस्वीकृत हुआ
draft-refused-words = कारण इतिहास में लिखा है। आप अपील कर सकते हैं; तब कोई और निर्णय करेगा।
draft-decide = आपका निर्णय
draft-decide-words = अंतर पढ़ें, फिर निर्णय करें। कुछ कमी हो तो सामान्यतः इसे लौटाया जाता है।
draft-words = टिप्पणी या कारण
draft-words-submit = समीक्षकों के लिए दो शब्द (खाली रह सकता है)
draft-do-submit = भेजें
draft-do-return = टिप्पणी के साथ लौटाएँ
draft-do-accept = स्वीकार करें
draft-do-refuse = अंतिम रूप से अस्वीकार करें
draft-do-appeal = अपील करें
draft-do-grant = अपील मानें
draft-do-dismiss = अपील खारिज करें
draft-do-withdraw = यह मसौदा बंद करें
draft-did-open = शुरू हुआ
draft-did-submit = भेजा गया
draft-did-return = लौटाया गया
draft-did-accept = स्वीकार हुआ
draft-did-refuse = अस्वीकार हुआ
draft-did-appeal = अपील हुई
draft-did-grant = अपील मानी गई
draft-did-dismiss = अपील खारिज हुई
draft-did-withdraw = इकाई ने बंद किया
draft-did-publish = लागू हुआ
draft-changes = यह क्या बदलता है
draft-side-by-side = आमने-सामने देखें
draft-to-impact = देखें किस पर असर होगा
draft-side-title = संस्करण { $base } और { $version } आमने-सामने
draft-work = लिखें
draft-rows = { $number ->
    [one] 1 पंक्ति
   *[other] { $number } पंक्तियाँ
}
draft-doubtful = { $number } संदिग्ध
draft-to-levels = कई भूमिकाओं में स्तर बदलें
draft-to-sheets = स्प्रेडशीट लाएँ
draft-terms = शीर्षक और दिन
draft-keep = रखें
draft-comments = टिप्पणियाँ
draft-comment = आपकी टिप्पणी
draft-comment-send = टिप्पणी करें
draft-somebody = कोई
draft-system = प्रणाली
draft-history = अब तक क्या हुआ
draft-grid-query = पंक्ति के शब्द
draft-grid-show = दिखाएँ
draft-grid-standing = सभी पंक्तियाँ
draft-grid-changed = बदली पंक्तियाँ
draft-grid-removed = हटाई पंक्तियाँ
draft-grid-none = ऐसी कोई पंक्ति नहीं है।
draft-grid-keys = Enter और ऊपर-नीचे के तीर से पंक्ति बदलें। पंक्ति छोड़ते ही अपने आप सहेजी जाती है। स्प्रेडशीट का हिस्सा चिपकाया जा सकता है।
draft-grid-saved = सहेजा गया।
draft-grid-saving = सहेजा जा रहा है …
draft-grid-waiting = अभी नहीं सहेजा: संपर्क नहीं है। फिर कोशिश होगी।
draft-grid-conflict = किसी और ने यह पंक्ति बदल दी है। दोनों देखने के लिए इसका बटन दबाएँ।
draft-grid-row = पंक्ति
draft-grid-do = करें
draft-grid-open = पंक्ति { $number }
draft-grid-save = सहेजें
draft-grid-remove = पंक्ति { $number } हटाएँ
draft-grid-restore = वापस लाएँ
draft-grid-new = नई पंक्ति
draft-grid-add = पंक्ति जोड़ें
draft-grid-roles = इसकी भूमिकाएँ
draft-mark-doubtful = संदिग्ध
draft-mark-comments = { $number ->
    [one] 1 टिप्पणी
   *[other] { $number } टिप्पणियाँ
}
draft-row-title = { $sheet }, पंक्ति { $number }
draft-conflict = आपके लिखते समय { $who } ने यह पंक्ति सहेज दी। कुछ नहीं खोया: हर खाने में चुनें कि क्या रहे, फिर रखें।
draft-conflict-theirs = अभी यह लिखा है:
draft-conflict-yours = आपने लिखा:
draft-conflict-keep = जो यहाँ है वही रखें
draft-conflict-leave = उनका रहने दें
draft-levels-title = कई भूमिकाओं में स्तर
draft-levels-choose = चुनें
draft-levels-roles = भूमिकाएँ
draft-levels-asks = अपेक्षा
draft-levels-positions = { $number ->
    [one] 1 पद
   *[other] { $number } पद
}
draft-levels-level = चुनी हुई भूमिकाओं में स्तर
draft-levels-none = अब अपेक्षित नहीं
draft-levels-send = बदलें
draft-levels-done = { $number ->
    [one] 1 पंक्ति बदली।
   *[other] { $number } पंक्तियाँ बदलीं।
}
draft-sheets-title = स्प्रेडशीट लाएँ
draft-sheets-done = लिया गया: { $added } नई पंक्तियाँ, { $changed } बदलीं, { $unchanged } पहले से थीं, { $doubtful } संदिग्ध।
draft-sheets-merged = मिलते-जुलते नामों के निर्णय के अनुसार मिलाए गए: { $names }
draft-sheets-unknown = नहीं पढ़ा, क्योंकि प्रारूप में इस नाम की तालिका नहीं है: { $sheets }
draft-sheets-send-title = स्प्रेडशीट भेजें
draft-sheets-file = फ़ाइल
draft-sheets-hint = कार्यपुस्तिका (.xlsx), जिसमें हर प्रकार की पंक्ति की अपनी तालिका हो, नाम और शीर्षक निर्यात जैसे; या ऐसी एक तालिका .csv के रूप में, उसी के नाम से।
draft-sheets-send = ले आएँ
draft-doubts = { $number ->
    [one] 1 पंक्ति आपके निर्णय की प्रतीक्षा में है
   *[other] { $number } पंक्तियाँ आपके निर्णय की प्रतीक्षा में हैं
}
draft-doubt-twin = “{ $typed }” यहाँ नहीं है। क्या यह “{ $twin }” है?
draft-doubt-unknown = “{ $typed }” यहाँ नहीं है, और इस जैसा कोई नाम नहीं है।
draft-doubt-same-name = कोड “{ $typed }” नया है, पर इसका नाम लगभग “{ $twin }” जैसा है। क्या ये एक हैं?
draft-doubt-means = इसका अर्थ है
draft-doubt-take = यही लें
draft-doubt-stands = यह ऐसे ही ठीक है
draft-doubt-drop = इसे छोड़ दें
draft-position-edit = बदलें
draft-position-library = भूमिकाओं का संग्रह
draft-position-query = कौन-सा काम?
draft-position-pick = यह भूमिका दें
draft-position-asks = यह क्या अपेक्षा करेगा
draft-position-critical = महत्ता बताएँ
draft-position-copy = ऐसा ही पद बनाएँ
draft-position-copy-send = नकल बनाएँ
draft-position-code-hint = अक्षर, अंक और हाइफ़न; इस ढाँचे में नया।
draft-position-title-en = शीर्षक अंग्रेज़ी में
draft-position-title-hi = शीर्षक हिन्दी में
draft-position-alike = मिलते-जुलते पद
draft-position-shared = { $number ->
    [one] 1 भूमिका साझा
   *[other] { $number } भूमिकाएँ साझा
}
reviews-title = समीक्षाएँ
reviews-headline = { $count ->
    [0] आपके लिए कुछ नहीं रुका है
    [one] 1 मसौदा आपकी प्रतीक्षा में है
   *[other] { $count } मसौदे आपकी प्रतीक्षा में हैं
}
reviews-none = जब कोई मसौदा भेजा जाएगा, वह यहाँ दिखेगा।
reviews-others = अन्य मसौदे जो आप पढ़ सकते हैं
reviews-shifts = { $number ->
    [one] पदों की 1 अपेक्षा बदलती है
   *[other] पदों की { $number } अपेक्षाएँ बदलती हैं
}
reviews-look = पढ़ें और निर्णय करें
reviews-read = पढ़ें
reviews-not-you = इस पर कोई और निर्णय करेगा: आपने इसमें लिखा है या पहले निर्णय किया है।
versions-title = संस्करण
versions-compare = तुलना करें
versions-one = अभी एक ही संस्करण की सामग्री रखी है। दो होते ही वे यहाँ आमने-सामने दिखेंगे।
refusal-draft-no-title = बताएँ कि यह किस बारे में है और संस्करण का नाम क्या हो।
refusal-draft-version-taken = इस नाम का संस्करण पहले से है। दूसरा नाम चुनें।
refusal-draft-not-now = अब यह नहीं हो सकता। कोई और पहले कर चुका है; देखें अब क्या स्थिति है।
refusal-draft-nothing = कुछ नहीं बदला है, इसलिए समीक्षा को कुछ नहीं है।
refusal-draft-faulty = पंक्तियों में गलतियाँ हैं। वे नीचे लिखी हैं।
refusal-draft-doubtful = कुछ पंक्तियाँ संदिग्ध हैं। पहले उन पर निर्णय करें।
refusal-draft-no-day = वह दिन तय करें जिससे यह लागू हो।
refusal-draft-past-day = यह दिन बीत चुका है। आज या बाद का दिन चुनें।
refusal-draft-no-grace = छूट की अवधि 1 से 1826 दिन के बीच हो।
refusal-draft-no-comment = टिप्पणी लिखें, ताकि दूसरे समझें कि बात क्या है।
refusal-draft-no-reason = कारण लिखें। बिना कारण ऐसा निर्णय नहीं हो सकता।
refusal-draft-own-work = आपने इस मसौदे में लिखा है। निर्णय किसी और को करना होगा।
refusal-draft-same-person = आप इस पर निर्णय कर चुके हैं। अगला निर्णय किसी और को करना होगा।
refusal-draft-base-changed = इस बीच दूसरा संस्करण लागू हुआ या होने वाला है। लागू होते ही उसे इस मसौदे में लें।
refusal-draft-no-row = यह पंक्ति नहीं है, या इसमें कुछ नहीं लिखा गया।
refusal-draft-no-such-thing = यह कोड नहीं है, पहले से लिया हुआ है, या कुछ भरा नहीं गया।
refusal-draft-unreadable = फ़ाइल पढ़ी नहीं जा सकी। कार्यपुस्तिका (.xlsx) या UTF-8 में .csv तालिका भेजें।
draft-overtaken = संस्करण { $version } इस मसौदे से आगे निकल गया
draft-overtaken-by = यह { $unit } से आया (“{ $title }”) और { $date } से लागू है। यह मसौदा अब भी उससे पहले के संस्करण पर आधारित है।
draft-overtaken-files = यह आयात की गई फ़ाइलों से आया और { $date } से लागू है। यह मसौदा अब भी उससे पहले के संस्करण पर आधारित है।
draft-overtaken-plan = इसे लेने पर: उससे आने वाली पंक्तियाँ: { $taken }; केवल आपकी बदली पंक्तियाँ, जो रहेंगी: { $kept }; दोनों की बदली पंक्तियाँ, जिन पर आप निर्णय करेंगे: { $conflicts }।
draft-overtaken-take = संस्करण { $version } लें
draft-overtaken-wait = समीक्षा में जाने से पहले मसौदे की इकाई उस संस्करण को इसमें लेगी।
draft-next-conflicts = { $number ->
    [one] 1 पंक्ति दूसरे संस्करण ने भी बदली और आपने भी। उस पर निर्णय करें।
   *[other] { $number } पंक्तियाँ दूसरे संस्करण ने भी बदलीं और आपने भी। उन पर निर्णय करें।
}
draft-to-conflicts = निर्णय करें
draft-did-rebase = नया संस्करण लिया गया
draft-conflicts-title = दोनों ने क्या बदला
draft-conflicts-none = किसी निर्णय की प्रतीक्षा नहीं है।
draft-conflicts-back = मसौदे पर वापस
draft-conflicts-open = { $number ->
    [one] 1 पंक्ति आपके निर्णय की प्रतीक्षा में है
   *[other] { $number } पंक्तियाँ आपके निर्णय की प्रतीक्षा में हैं
}
draft-conflicts-words = आपके निर्णय तक आपके मसौदे के शब्द रहते हैं। तीनों अभिलेख में रहते हैं। आप पंक्ति को सुधारकर भी अपना रख सकते हैं।
draft-conflicts-decided = निर्णीत
draft-conflicts-base = पहले
draft-conflicts-theirs = संस्करण { $version }
draft-conflicts-mine = आपका मसौदा
draft-conflicts-keep = मेरा रखें
draft-conflicts-take = उनका लें
draft-conflicts-keep-label = मेरा रखें, निर्णय { $number }
draft-conflicts-take-label = उनका लें, निर्णय { $number }
draft-conflicts-row = पंक्ति देखें
draft-conflicts-kept = अपना रखा गया
draft-conflicts-took = उनका लिया गया
refusal-draft-conflicting = दूसरे संस्करण और इस मसौदे ने वही पंक्तियाँ बदली हैं। पहले उन पर निर्णय करें।
draft-is-overtaken = पीछे छूटा
