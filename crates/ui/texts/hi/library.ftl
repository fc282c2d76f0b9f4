library-title = ढाँचा
library-link = हर पद क्या माँगता है
library-headline = हर पद क्या माँगता है, और हर स्तर कैसा दिखता है
library-version = संस्करण { $version }, { $date }
library-licence = लाइसेंस { $licence }
library-to-positions = पदनाम देखें
library-query-competencies = कौन-सी दक्षता?
library-query-positions = कौन-सा पदनाम?
library-query-hint = अंग्रेज़ी में, हिन्दी में, या रोमन अक्षरों में हिन्दी: information, सूचना, suchna.
library-query-hint-positions = अंग्रेज़ी में, हिन्दी में, या रोमन अक्षरों में हिन्दी: postman, डाकिया, dakiya.
library-search = खोजें
library-any = सभी
library-choice-framework = ढाँचा
library-choice-family = सेवा की शाखा
library-found-competencies = { $number ->
    [one] 1 दक्षता
   *[other] { $written } दक्षताएँ
}
library-found-positions = { $number ->
    [one] 1 पदनाम
   *[other] { $written } पदनाम
}
library-also-positions = { $number ->
    [one] ये शब्द 1 पदनाम में भी हैं
   *[other] ये शब्द { $written } पदनामों में भी हैं
}
library-also-known = इन नामों से भी जानी जाती है: { $names }
library-stands-for = यह वही दक्षता है, जिसका मान्य नाम है:
library-nearest = सारे शब्द किसी में नहीं हैं। इनमें कुछ शब्द हैं।
library-nothing = कुछ नहीं मिला। कम शब्द लिखें, या उन्हें दूसरे ढंग से लिखकर देखें।
library-results = परिणाम
library-all = सभी दिखाएँ
library-back = पिछला पृष्ठ
library-positions-title = पदनाम
position-family-secretariat = केंद्रीय सचिवालय
position-family-state = राज्य प्रशासन
position-family-district = ज़िला प्रशासन
position-family-police = पुलिस
position-family-posts = डाक
position-family-railways = रेल
position-family-tax = कर
position-family-municipal = नगरपालिका सेवा
library-asks-count = { $number ->
    [one] 1 दक्षता माँगता है
   *[other] { $number } दक्षताएँ माँगता है
}
library-asks = यह क्या माँगता है
library-asks-none = यह अभी कोई दक्षता नहीं माँगता। इसकी भूमिकाओं का विवरण अभी बन रहा है।
library-asked-by = जिन पदनामों के लिए यह ज़रूरी है
library-asked-by-none = अभी कोई पदनाम इसे नहीं माँगता।
library-roles = भूमिकाएँ और कार्य
library-roles-none = इस पदनाम की भूमिकाओं का विवरण अभी बन रहा है।
library-activities-none = इस भूमिका के कार्यों का विवरण अभी बन रहा है।
library-source = इसका आधार
library-no-source = कोई स्रोत नहीं बताया गया है।
library-group = समूह { $group }
library-pay-level = वेतन स्तर { $level }
library-critical-high = महत्ता: अधिक
library-critical-medium = महत्ता: मध्यम
library-critical-low = महत्ता: कम
library-critical-unset = महत्ता: तय नहीं
library-critical-why = इस महत्ता का कारण:
library-mode = सीखने का अच्छा तरीका:
library-resources = इस काम के दस्तावेज़
