impact-title = किस पर असर होगा
impact-headline = { $count ->
    [0] इससे किसी के लिए कुछ नहीं बदलता
    [one] इसका असर 1 अधिकारी पर होगा
   *[other] इसका असर { $written } अधिकारियों पर होगा
}
impact-promise = { $days ->
    [one] लागू होने के बाद 1 दिन तक नई अपेक्षा किसी की कमी नहीं गिनी जाएगी।
   *[other] लागू होने के बाद { $days } दिन तक नई अपेक्षा किसी की कमी नहीं गिनी जाएगी।
}
impact-gain = अधिक अपेक्षा
impact-lose = कम अपेक्षा
impact-requirements = कौन-सी अपेक्षाएँ
impact-officials = अधिकारी
impact-unproven = जिसे अभी कुछ प्रमाणित नहीं करता
impact-unproven-none = जो कुछ नया माँगा गया है, वह पाठ्यक्रम, परीक्षा या काम पर प्रमाणित हो सकता है।
impact-unproven-words = ये स्तर माँगे जाएँगे, पर अभी कोई पाठ्यक्रम, परीक्षा या अवलोकन इन तक नहीं ले जाता।
impact-people = { $count ->
    [one] 1 अधिकारी
   *[other] { $written } अधिकारी
}
impact-offices = { $count ->
    [one] 1 कार्यालय में
   *[other] { $count } कार्यालयों में
}
impact-office = कार्यालय
impact-more = और { $count } कार्यालय
