framework-competencies = इसकी दक्षताएँ देखें
framework-scale = इसके स्तर, और यहाँ के स्तर
framework-scale-explain = हर ढाँचे के अपने स्तर होते हैं। यहाँ उनमें से हर एक किस स्तर के बराबर है, यह नीचे है।
framework-scale-none = इसने कोई स्तर घोषित नहीं किए हैं। जब तक कोई इन्हें स्तर न दे, इसकी दक्षताएँ बिना स्तर के रहेंगी।
framework-scale-own = अपना स्तर
framework-scale-name = नाम
framework-scale-here = यहाँ का स्तर
framework-order = यह अपनी दक्षताओं को कैसे क्रम देता है
framework-positions = इसके संग्रह के पद
framework-positions-explain = यहाँ ये पद किसी के पास नहीं हैं। ये नकल करने के लिए उदाहरण हैं।
framework-unmapped = अभी नहीं जोड़े गए
framework-unmapped-none = हर चीज़ का स्तर है, और हर चीज़ कोई न कोई भूमिका माँगती है।
framework-unmapped-explain = यह सामान्य स्थिति है। इसमें से कुछ भी खोया नहीं है, और इसे कभी भी जोड़ा जा सकता है।
framework-unmapped-levels = { $number ->
    [one] 1 दक्षता बिना स्तर के
   *[other] { $number } दक्षताएँ बिना स्तर के
}
framework-unmapped-unasked = { $number ->
    [one] 1 दक्षता जिसे कोई भूमिका नहीं माँगती
   *[other] { $number } दक्षताएँ जिन्हें कोई भूमिका नहीं माँगती
}
framework-unmapped-asks = { $number ->
    [one] 1 दक्षता जिसे कोई भूमिका बिना स्तर के माँगती है
   *[other] { $number } मामले जहाँ कोई भूमिका किसी दक्षता को बिना स्तर के माँगती है
}
framework-unmapped-idle = { $number ->
    [one] 1 भूमिका जो कुछ नहीं माँगती
   *[other] { $number } भूमिकाएँ जो कुछ नहीं माँगतीं
}
framework-more = { $number ->
    [one] और 1
   *[other] और { $number }
}
twins-title = मिलते-जुलते नाम
twins-headline = { $number ->
    [0] कोई जोड़ी निर्णय की प्रतीक्षा में नहीं है
    [one] 1 जोड़ी निर्णय की प्रतीक्षा में है
   *[other] { $written } जोड़ियाँ निर्णय की प्रतीक्षा में हैं
}
twins-explain = दो नाम एक ही दक्षता के हो सकते हैं। अपने आप कुछ नहीं जुड़ता: आप बताते हैं कि वे एक हैं, या उन्हें अलग रखते हैं। ढाँचा फिर से आयात होने पर भी उत्तर याद रहता है।
twins-show = दिखाएँ
twins-open = निर्णय बाकी
twins-decided = निर्णय हो चुका
twins-none = कोई नहीं।
twins-more = { $number ->
    [one] और 1, जब इन पर निर्णय हो जाए
   *[other] और { $number }, जब इन पर निर्णय हो जाए
}
twins-score = 100 में से { $score } समान
twins-alias = एक ही दक्षता, नाम “{ $name }”
twins-apart = अलग रखें
twins-reopen = निर्णय वापस लें
twins-is-alias = एक दक्षता
twins-is-apart = अलग रखी गईं
refusal-twin-not-two = ये दो दक्षताएँ नहीं हैं। सूची से एक जोड़ी चुनें।
refusal-twin-contradicts = पहले के निर्णय इससे उलट हैं: दूसरे नामों के रास्ते ये एक भी होंगी और दो भी। पहले उनमें से एक निर्णय वापस लें।
why-counted-from = { $competency } के लिए दर्ज, जो क्रॉसवॉक से यहाँ स्तर { $level } तक गिना जाता है।
crosswalks-title = ढाँचों के बीच क्रॉसवॉक
crosswalks-headline = { $number ->
    [0] कोई क्रॉसवॉक घोषित नहीं है
    [one] 1 क्रॉसवॉक घोषित है
   *[other] { $number } क्रॉसवॉक घोषित हैं
}
crosswalks-explain = क्रॉसवॉक बताता है कि एक ढाँचे की दक्षता दूसरे ढाँचे की दक्षता से कैसे जुड़ी है। तब पहली का प्रमाण दूसरी में उसके साथ लिखे नियम से गिना जाता है, सबके लिए एक जैसा।
crosswalks-declared = घोषित
crosswalks-none = अभी कोई नहीं।
crosswalks-new = नया घोषित करें
crosswalks-origin = किस दक्षता से?
crosswalks-target = किस दक्षता तक?
crosswalks-code-hint = उसका कोड, जैसा उसके पृष्ठ के पते में है: gdad/data-management.
crosswalks-relation = पहली का दूसरी से क्या संबंध है?
crosswalks-cap = किस स्तर तक गिना जाए?
crosswalks-cap-hint = केवल अधिक व्यापक और अधिक सीमित के लिए।
crosswalks-cap-none = कोई स्तर नहीं चुना
crosswalks-declare = घोषित करें
crosswalks-remove = वापस लें
crosswalk-relation-exact = वही है जो
crosswalk-relation-broader = इससे अधिक व्यापक है:
crosswalk-relation-narrower = इससे अधिक सीमित है:
crosswalk-relation-related = इससे संबंधित है:
crosswalk-counts-exact = उसी स्तर पर गिना जाता है, दोनों दिशाओं में।
crosswalk-counts-cap = पहली से दूसरी में, स्तर { $level } तक गिना जाता है।
crosswalk-counts-nothing = कुछ नहीं गिना जाता; केवल राह दिखाता है।
refusal-crosswalk-unknown = इनमें से एक कोड किसी दक्षता का नहीं है। उसे दक्षता के पृष्ठ के पते से लें।
refusal-crosswalk-one-framework = दोनों एक ही ढाँचे की हैं। एक दक्षता के दो नामों का निर्णय मिलते-जुलते नामों के पृष्ठ पर होता है।
refusal-crosswalk-no-relation = चुनें कि पहली का दूसरी से क्या संबंध है।
refusal-crosswalk-no-cap = चुनें कि किस स्तर तक गिना जाए। अधिक व्यापक या अधिक सीमित दक्षता बिना सीमा के कभी नहीं गिनी जाती।
