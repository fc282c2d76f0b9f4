nav-statements = अभिलेख कथन
lrs-title = सीखने के अभिलेख
lrs-headline = { $number ->
    [one] { $number } कथन संग्रहीत है
   *[other] { $number } कथन संग्रहीत हैं
}
lrs-words = लोग यहाँ जो कुछ सीखते हैं, और बाहर की सामग्री और प्रोग्राम जो बताते हैं, वह सब कथनों के रूप में यहाँ रखा जाता है।
lrs-waiting = { $number ->
    [one] इस सेवा की { $number } घटना रास्ते में है।
   *[other] इस सेवा की { $number } घटनाएँ रास्ते में हैं।
}
lrs-none = कोई नहीं है।
lrs-last = सबसे नए कथन
lrs-last-words = वे किसके बारे में हैं, यह यहाँ नहीं दिखाया जाता।
lrs-clients = पढ़ने और लिखने की अनुमति वाले प्रोग्राम
lrs-clients-none = अभी किसी प्रोग्राम को अनुमति नहीं है।
lrs-client-new = किसी प्रोग्राम को अनुमति दें
lrs-client-name = उसका नाम क्या है?
lrs-client-scopes = वह क्या कर सकता है?
lrs-client-create = अनुमति दें
lrs-client-refused = अनुमति नहीं दी गई। प्रोग्राम का नाम और कम से कम एक काम चुनना ज़रूरी है।
lrs-client-since = { $date } से
lrs-client-revoke = अनुमति समाप्त करें
lrs-client-revoke-label = { $name } की अनुमति समाप्त करें
lrs-client-revoked = { $date } को समाप्त
lrs-scope-statements-write = कथन जमा करना
lrs-scope-statements-read-mine = अपने जमा किए कथन पढ़ना
lrs-scope-statements-read = सभी कथन पढ़ना
lrs-scope-state = सीखने वाले कहाँ रुके, यह रखना और पढ़ना
lrs-scope-profile = प्रोफ़ाइल रखना और पढ़ना
lrs-scope-all-read = सब कुछ पढ़ना
lrs-scope-all = सब कुछ
lrs-done-revoked = अनुमति समाप्त हो गई। प्रोग्राम के कथन बने रहेंगे।
lrs-done-target = अब से कथन वहाँ भेजे जाएँगे, पहले कथन से शुरू करके।
lrs-done-changed = बदलाव हो गया।
lrs-secret-title = अनुमति दे दी गई
lrs-secret-words = गुप्त कुंजी अभी लिख लें। यह केवल एक बार दिखती है, दोबारा नहीं दिखाई जा सकती।
lrs-secret-key = पहचान कुंजी
lrs-secret-secret = गुप्त कुंजी
lrs-secret-done = मैंने लिख लिया है
lrs-targets = जिन भंडारों को कथन भेजे जाते हैं
lrs-targets-none = कथन कहीं और नहीं भेजे जाते।
lrs-target-new = कथन किसी दूसरे भंडार को भेजें
lrs-target-name = भंडार का नाम क्या है?
lrs-target-endpoint = उसका पता
lrs-target-endpoint-hint = अंत में “/statements” के बिना।
lrs-target-key = पहचान कुंजी
lrs-target-secret = गुप्त कुंजी
lrs-target-filter-words = सभी कथन वहाँ भेजे जाएँगे, जब तक आप न चुनें:
lrs-target-verb = केवल इस क्रिया वाले (पता)
lrs-target-activity = केवल इस गतिविधि के बारे में (पता)
lrs-target-create = कथन वहाँ भेजें
lrs-target-sent = { $number ->
    [one] { $number } कथन पहुँच चुका है
   *[other] { $number } कथन पहुँच चुके हैं
}
lrs-target-running = चल रहा है
lrs-target-paused = रुका हुआ
lrs-target-failing = { $number ->
    [one] एक बार विफल
   *[other] लगातार { $number } बार विफल
}
lrs-target-pause = रोकें
lrs-target-resume = फिर चलाएँ
lrs-target-remove = हटाएँ
lrs-search = किसी व्यक्ति के बारे में कथन
lrs-search-code = कर्मचारी कोड
lrs-search-hint = केवल उनके, जिनका प्रोफ़ाइल आपके लिए खुला है। उन्हें दिखेगा कि आपने देखा।
lrs-search-button = देखें
lrs-person = कथन
lrs-person-logged = आपने यह देखा, यह दर्ज किया गया है और उस व्यक्ति को दिखाया जाएगा।
lrs-statement = सीखने का एक अभिलेख
lrs-statement-words = एक घटना के बारे में सीखने के अभिलेखों में यही रखा है, जैसा दूसरी प्रणालियाँ इसे पढ़ती हैं।
refusal-records-target-endpoint = पता https:// या http:// से शुरू होना चाहिए और भंडार का नाम बताना चाहिए; उसमें उपयोगकर्ता नाम या प्रश्नचिह्न न हो।
refusal-records-target-incomplete = भंडार के लिए नाम, पहचान कुंजी और गुप्त कुंजी ज़रूरी हैं।
refusal-records-target-filter = क्रिया या गतिविधि उसके पते से दी जाती है, जैसे http://adlnet.gov/expapi/verbs/completed।
refusal-records-no-agent = इससे किसी की पहचान नहीं होती: हर व्यक्ति की एक ही पहचान दी जाती है।
