"""Ordinary English words that lie within a slip of a word that matters, and so are not slips."""

from __future__ import annotations

ORDINARY = frozenset(
    """
    quite year years like line lines care cart plane planes pay play month mouth could would should people person
    """.split()
)

# What stands after "I'm", "this is" or at the end of a letter without being a name.
NO_NAMES = frozenset(
    """
    a about above absolutely actually adding afraid after again against all almost alone already also always am an and
    annoyed another any anyone anyway are around as asking at available away back bad based because been before best
    better between bit both bored british broken bst busy but buying by can cancel cheap cheaper cheers clear close cold
    come coming company confused considering correct crap cross curious day dear decided definitely desperate different
    do does doing don done down downloading dropping due each easy else email end enough even ever every everything
    excellent excited extremely fair fairly familiar few fine first flexible for founder free freelance freelancer from
    full fully fun further german glad go going gonna good got great guessing had half happy hard has have he head hello
    help her here hey hi him his hold home hoping how however i id if ill im important impressed in including inside
    instead interested into is it its ive just keen kind kinda know last late later leaving left less let like link live
    lol long looking lost lots love mainly maybe me mine more moving most mostly much my myself near need needing never
    new next nice no nobody none nope not nothing now of off ok okay old on once one only open or other our ours out over
    overall pay paying perfect perhaps picking please pleased possible possibly pretty price prices probably put quite
    rather ready really regards rep retired right ridiculous running sad same scam self selling send set she shopping
    should sick simple since single small so sole some someone something soon sorry sort spam speaking still stuck
    student stupid such super sure ta taking talking team terrible testing than thank thanks that thats the their them
    then there these they thinking this those though thx tied till tired to today together tomorrow tonight too totally
    trying two unable under unhappy unsure until up upset urgent us useless using usually very waiting want wanting was
    way we week weird well were what whatever when where which while who whole why will willing wish with without
    wondering working worried worth would wrong yeah year yep yes yet you young your yours currently responsible
    completely genuinely honestly seriously literally unfortunately hopefully definetly buyer customer subscriber
    teacher developer designer manager owner director parent journalist reader editor lawyer doctor nurse accountant
    thinking exploring comparing annual monthly yearly weekly pro basic premium business personal private public
    number phone person people users user wrong human robot bot real awesome cool brilliant lovely nah sounds skip
    three four five six seven eight nine ten dozen married self-employed part full-time part-time nonsense rubbish
    rip-off rather okay, k y n u r dunno idk none budget discount quote order checkout code details name surname
    best warm wishes sincerely faithfully yours many kindly enquiring inquiring calling writing contacting
    tempted torn unconvinced sold game convinced cautious allergic intrigued
    """.split()
)
