competencies-title = मेरी दक्षताएँ
competencies-all = सभी दक्षताएँ
competencies-headline = { $required ->
    [one] { $held ->
        [0] आपका पद एक दक्षता माँगता है; वह अभी बाकी है
       *[other] आपका पद जो एक दक्षता माँगता है, वह आपके पास है
    }
   *[other] आपके पद की { $required } दक्षताओं में से { $held } आपके पास हैं
}
competencies-only-new = { $new ->
    [one] आपका पद एक नई दक्षता माँगता है; वह अभी गिनी नहीं जाती
   *[other] आपका पद { $new } नई दक्षताएँ माँगता है; वे अभी गिनी नहीं जातीं
}
competencies-none = आपका पद अभी कोई दक्षता नहीं माँगता
competencies-none-words = पद क्या माँगता है, यह उसकी भूमिकाओं से तय होता है। आपके पद की भूमिकाएँ अभी लिखी जा रही हैं, या आज आपकी कोई तैनाती नहीं है। तब तक आप पढ़ सकते हैं कि हर दक्षता का अर्थ क्या है।
competencies-assessed = { $required } में से { $assessed } का आकलन हो चुका है। जिसका आकलन ही नहीं हुआ, वह कमी नहीं है।
competencies-new = { $new ->
    [one] एक नई अपेक्षा अभी गिनी नहीं जाती।
   *[other] { $new } नई अपेक्षाएँ अभी गिनी नहीं जातीं।
}
competencies-open = अभी बाकी
competencies-held = प्राप्त
competencies-next = अगला कदम
competencies-next-why = आपका पद स्तर { $level } माँगता है। इस स्तर पर: { $descriptor }
competencies-next-button = देखें, इसे कैसे दिखाएँ
state-held = प्राप्त
state-assessed-below = { $missing ->
    [one] 1 स्तर बाकी
   *[other] { $missing } स्तर बाकी
}
state-not-yet-assessed = अभी आकलन नहीं
state-lapsed = फिर परीक्षण करें
state-new = नई अपेक्षा
competency-kind-behavioural = व्यवहार संबंधी
competency-kind-functional = कार्य संबंधी
competency-kind-domain = विषय-क्षेत्र संबंधी
competency-ask-attitude = मुख्यतः दृष्टिकोण
competency-ask-skill = मुख्यतः कौशल
competency-ask-knowledge = मुख्यतः ज्ञान
competency-position = आप कहाँ हैं
competency-level = स्तर { $level }
competency-held = आपके पास 5 में से स्तर { $held } है। आपका पद स्तर { $required } माँगता है।
competency-below = { $held ->
    [0] अभी कोई स्तर प्राप्त नहीं है। आपका पद स्तर { $required } माँगता है।
   *[other] आपके पास 5 में से स्तर { $held } है। आपका पद स्तर { $required } माँगता है।
}
competency-unassessed = अभी कोई आकलन नहीं हुआ है। आपका पद स्तर { $required } माँगता है।
competency-lapsed = आपके पास स्तर { $lapsed } था; उसकी वैधता पूरी हो गई है। आपका पद स्तर { $required } माँगता है; एक छोटे परीक्षण से वह लौट सकता है।
competency-not-required = { $held ->
    [0] आपका पद इसे नहीं माँगता।
   *[other] आपका पद इसे नहीं माँगता। आपके पास 5 में से स्तर { $held } है।
}
competency-new-until = यह नई अपेक्षा है। { $date } से पहले यह गिनी नहीं जाती।
competency-changes-on = नया प्रमाण न आया तो { $date } को प्राप्त स्तर बदल जाएगा।
competency-test-out = क्या आप यह पहले से जानते हैं?
competency-test-out-words = एक छोटा परीक्षण दें। उत्तीर्ण हुए तो वह तुरंत गिना जाएगा, स्तर { $ceiling } तक। न हुए तो कोई हानि नहीं, और कोई उसे देखता भी नहीं।
competency-test-out-button = छोटा परीक्षण शुरू करें
competency-courses = इसके पाठ्यक्रम खोजें
competency-matters = आपके पद में यह क्यों ज़रूरी है
competency-matters-unset = आपके पद में यह कितनी महत्वपूर्ण है, यह अभी तय नहीं किया गया है।
competency-criticality-high = महत्त्व: अधिक
competency-criticality-medium = महत्त्व: मध्यम
competency-criticality-low = महत्त्व: कम
competency-levels = हर स्तर पर व्यक्ति क्या करता है
competency-level-held = यह आपके पास है
competency-level-required = आपका पद यह माँगता है
competency-indicators = दूसरे क्या देख सकते हैं
evidence-kind-self_declaration = अपना कथन
evidence-kind-completion = पूरा किया गया पाठ्यक्रम
evidence-kind-test = बिना निगरानी का परीक्षण
evidence-kind-supervised_test = निगरानी में परीक्षण
evidence-kind-observation = प्रेक्षण
evidence-kind-work_product = कार्य का नमूना
evidence-kind-prior_credential = अन्य संस्था का प्रमाण-पत्र
evidence-kind-panel = पैनल का निर्णय
why-title = यह स्तर क्यों
why-none = अभी कोई प्रमाण नहीं है।
why-rule = ऊपर के प्रमाण जो सबसे ऊँचा स्तर दिखाते हैं, वही प्राप्त स्तर है। किस प्रकार का प्रमाण कहाँ तक दिखा सकता है, यह नियम के संस्करण { $version } में तय है। स्तर 4 और 5 के लिए पैनल चाहिए, या कार्य का नमूना और साथ में दो व्यक्तियों के प्रेक्षण।
why-shown = { $date } को
why-by = { $kind }: { $name }
why-withdrawal = पहले के प्रमाण की वापसी
why-counts = यह स्तर { $said } बताता है। इस प्रकार का प्रमाण स्तर { $ceiling } तक दिखा सकता है।
why-capped = यह स्तर { $said } बताता है। इस प्रकार का प्रमाण अकेले स्तर { $ceiling } तक ही दिखा सकता है, इसलिए यह स्तर { $ceiling } के लिए गिना जाता है।
why-lapsed = यह { $date } तक स्तर { $level } के लिए गिना गया; फिर इसकी वैधता पूरी हो गई।
why-nothing = दर्ज है, पर अकेले इससे कोई स्तर सिद्ध नहीं होता।
why-not-observed = इसे देखने का प्रयास हुआ, पर यह दिखा नहीं। इससे कुछ घटता नहीं।
why-withdrawn = यह वापस ले लिया गया है और अब गिना नहीं जाता।
why-withdraws = इससे कोई स्तर सिद्ध नहीं होता; यह केवल पहले का प्रमाण वापस लेता है।
why-tag-withdrawn = वापस लिया गया
why-tag-not-observed = नहीं दिखा
why-contest = यह सही नहीं है
why-statement = इसका सीखने का अभिलेख
contest-title = बताएँ, क्या सही नहीं है
contest-reason = इसमें क्या सही नहीं है?
contest-reason-hint = अपने शब्दों में लिखें: दिन, तथ्य, और कौन बेहतर जानता है।
contest-promise = मानव संसाधन को { $days } दिन के भीतर उत्तर देना होगा। तब तक यह प्रमाण अभी की तरह गिना जाएगा। आप सही हुए तो इसे वापस ले लिया जाएगा।
contest-send = भेजें
contest-opened = आपकी बात मानव संसाधन तक पहुँच गई है। उनका उत्तर यहीं दिखेगा।
contest-waiting = आपने इस पर आपत्ति की है; उत्तर { $date } तक मिलना है। आपने लिखा:
contest-upheld = आपत्ति मानी गई।
contest-not-upheld = आपत्ति नहीं मानी गई।
contest-due = { $date } तक उत्तर दें
contest-overdue = { $date } से लंबित
contests-title = प्रमाणों पर आपत्तियाँ
contests-headline = { $count ->
    [0] कोई आपत्ति उत्तर की प्रतीक्षा में नहीं है
    [one] एक आपत्ति उत्तर की प्रतीक्षा में है
   *[other] { $count } आपत्तियाँ उत्तर की प्रतीक्षा में हैं
}
contests-none = आज यहाँ कुछ करना नहीं है।
contests-answered = जिनका उत्तर दिया जा चुका है
contest-case-title = { $name } की आपत्ति: { $competency }
contest-opened-on = { $date } को की गई
contest-piece = प्रमाण
contest-their-reason = अधिकारी का कहना
contest-answer = आपका उत्तर
contest-answer-hint = अधिकारी इसे शब्दशः पढ़ेंगे। उत्तर { $date } तक देना है।
contest-uphold = अधिकारी सही हैं: प्रमाण वापस लें
contest-reject = प्रमाण बना रहेगा
refusal-contest-no-reason = कृपया बताएँ कि क्या सही नहीं है; इसके बिना जाँच नहीं हो सकती।
refusal-contest-already-open = इस प्रमाण पर आप पहले ही आपत्ति कर चुके हैं। उत्तर आने वाला है।
refusal-contest-already-answered = इस आपत्ति का उत्तर दिया जा चुका है।
refusal-contest-withdrawn = यह प्रमाण पहले ही वापस लिया जा चुका है और गिना नहीं जाता।
refusal-contest-no-answer = कृपया उत्तर लिखें; कारण जानना अधिकारी का अधिकार है।
refusal-contest-no-decision = कृपया दो में से एक बटन चुनें।
refusal-contest-own-case = यह प्रमाण आपने ही दर्ज किया था; उत्तर किसी और को देना होगा।
observe-title = आपने { $name } को क्या करते देखा?
observe-indicator = बात किसकी है
observe-date = घटना का दिन
observe-date-hint = पिछले बारह महीनों के भीतर।
observe-note = क्या हुआ
observe-note-hint = एक घटना के बारे में एक-दो वाक्य।
observe-yes = मैंने इसे होते देखा
observe-no = देखने का प्रयास किया, नहीं दिखा
observe-seen = { $name } इसे तुरंत देखेंगे और इस पर आपत्ति कर सकते हैं। "नहीं दिखा" से कोई स्तर नहीं घटता।
observe-done = दर्ज हो गया। { $name } इसे अब देख सकते हैं।
observe-done-not = "नहीं दिखा" के रूप में दर्ज हो गया। { $name } इसे अब देख सकते हैं; कोई स्तर नहीं घटा।
observe-wait = आप { $date } से प्रेक्षण दर्ज कर सकते हैं: प्रेक्षक के लिए तीन महीने का पर्यवेक्षण आवश्यक है। तब तक समीक्षा अधिकारी प्रेक्षण करते हैं।
observe-no-indicators = इस दक्षता के लिए अभी ऐसे संकेतक नहीं हैं जिनके आधार पर प्रेक्षण हो सके।
refusal-observation-no-indicator = कृपया चुनें कि बात किसकी है।
refusal-observation-no-result = कृपया दो में से एक बटन चुनें।
refusal-observation-no-date = कृपया घटना का दिन बताएँ।
refusal-observation-future = यह दिन अभी आया नहीं है।
refusal-observation-too-old = यह घटना बारह महीने से अधिक पुरानी है।
refusal-observation-no-note = कृपया एक वाक्य में बताएँ कि क्या हुआ।
refusal-observation-too-soon = इस व्यक्ति के पर्यवेक्षण को अभी तीन महीने नहीं हुए हैं।
