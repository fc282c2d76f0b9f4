framework-competencies = इसकी सक्षमताएँ देखें
framework-scale = इसके स्तर, और यहाँ के स्तर
framework-scale-explain = हर ढाँचे के अपने स्तर होते हैं। यहाँ उनमें से हर एक किस स्तर के बराबर है, यह नीचे है।
framework-scale-none = इसने कोई स्तर घोषित नहीं किए हैं। जब तक कोई इन्हें स्तर न दे, इसकी सक्षमताएँ बिना स्तर के रहेंगी।
framework-scale-own = अपना स्तर
framework-scale-name = नाम
framework-scale-here = यहाँ का स्तर
framework-order = यह अपनी सक्षमताओं को कैसे क्रम देता है
framework-positions = इसके संग्रह के पद
framework-positions-explain = यहाँ ये पद किसी के पास नहीं हैं। ये नकल करने के लिए उदाहरण हैं।
framework-unmapped = अभी नहीं जोड़े गए
framework-unmapped-none = हर चीज़ का स्तर है, और हर चीज़ कोई न कोई भूमिका माँगती है।
framework-unmapped-explain = यह सामान्य स्थिति है। इसमें से कुछ भी खोया नहीं है, और इसे कभी भी जोड़ा जा सकता है।
framework-unmapped-levels = { $number ->
    [one] 1 सक्षमता बिना स्तर के
   *[other] { $number } सक्षमताएँ बिना स्तर के
}
framework-unmapped-unasked = { $number ->
    [one] 1 सक्षमता जिसे कोई भूमिका नहीं माँगती
   *[other] { $number } सक्षमताएँ जिन्हें कोई भूमिका नहीं माँगती
}
framework-unmapped-asks = { $number ->
    [one] 1 सक्षमता जिसे कोई भूमिका बिना स्तर के माँगती है
   *[other] { $number } मामले जहाँ कोई भूमिका किसी सक्षमता को बिना स्तर के माँगती है
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
twins-explain = दो नाम एक ही सक्षमता के हो सकते हैं। अपने आप कुछ नहीं जुड़ता: आप बताते हैं कि वे एक हैं, या उन्हें अलग रखते हैं। ढाँचा फिर से आयात होने पर भी उत्तर याद रहता है।
twins-show = दिखाएँ
twins-open = निर्णय बाकी
twins-decided = निर्णय हो चुका
twins-none = कोई नहीं।
twins-more = { $number ->
    [one] और 1, जब इन पर निर्णय हो जाए
   *[other] और { $number }, जब इन पर निर्णय हो जाए
}
twins-score = 100 में से { $score } समान
twins-alias = ये एक ही हैं
twins-apart = अलग रखें
twins-reopen = निर्णय वापस लें
twins-is-alias = एक सक्षमता
twins-is-apart = अलग रखी गईं
refusal-twin-not-two = ये दो सक्षमताएँ नहीं हैं। सूची से एक जोड़ी चुनें।
