<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Activity</name>
    <message numerus="yes">
        <source>%Ln record(s) read back</source>
        <translation>
            <numerusform>%Ln record read back</numerusform>
            <numerusform>%Ln records read back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) let go</source>
        <translation>
            <numerusform>%Ln recovery point let go</numerusform>
            <numerusform>%Ln recovery points let go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln place(s) up to date</source>
        <translation>
            <numerusform>%Ln place up to date</numerusform>
            <numerusform>%Ln places up to date</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) kept</source>
        <translation>
            <numerusform>%Ln record kept</numerusform>
            <numerusform>%Ln records kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) checked</source>
        <translation>
            <numerusform>%Ln recovery point checked</numerusform>
            <numerusform>%Ln recovery points checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) rebuilt, {whole} of them whole</source>
        <translation>
            <numerusform>%Ln recovery point rebuilt, {whole} of them whole</numerusform>
            <numerusform>%Ln recovery points rebuilt, {whole} of them whole</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s)</source>
        <translation>
            <numerusform>%Ln recovery point</numerusform>
            <numerusform>%Ln recovery points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) read back from the CRM, and every one matches.</source>
        <translation>
            <numerusform>%Ln record read back from the CRM, and every one matches.</numerusform>
            <numerusform>%Ln records read back from the CRM, and every one matches.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Budget</name>
    <message numerus="yes">
        <source>The backup will take about %Ln call(s).</source>
        <translation>
            <numerusform>The backup will take about %Ln call.</numerusform>
            <numerusform>The backup will take about %Ln calls.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The backup will take at least %Ln call(s).</source>
        <translation>
            <numerusform>The backup will take at least %Ln call.</numerusform>
            <numerusform>The backup will take at least %Ln calls.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The restore will take about %Ln call(s).</source>
        <translation>
            <numerusform>The restore will take about %Ln call.</numerusform>
            <numerusform>The restore will take about %Ln calls.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n part</numerusform>
            <numerusform>%n parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n field</numerusform>
            <numerusform>%n fields</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chance</name>
    <message numerus="yes">
        <source>With older versions, up to %Ln record(s) may come back that had been deleted by then.</source>
        <translation>
            <numerusform>With older versions, up to %Ln record may come back that had been deleted by then.</numerusform>
            <numerusform>With older versions, up to %Ln records may come back that had been deleted by then.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message numerus="yes">
        <source>%Ln record(s) will be refused by the CRM:</source>
        <translation>
            <numerusform>%Ln record will be refused by the CRM:</numerusform>
            <numerusform>%Ln records will be refused by the CRM:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be refused by the CRM; “Records” says why.</source>
        <translation>
            <numerusform>%Ln record will be refused by the CRM; “Records” says why.</numerusform>
            <numerusform>%Ln records will be refused by the CRM; “Records” says why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be written into files.</source>
        <translation>
            <numerusform>%Ln record will be written into files.</numerusform>
            <numerusform>%Ln records will be written into files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be created</source>
        <translation>
            <numerusform>%Ln record will be created</numerusform>
            <numerusform>%Ln records will be created</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will come out of the recycle bin</source>
        <translation>
            <numerusform>%Ln record will come out of the recycle bin</numerusform>
            <numerusform>%Ln records will come out of the recycle bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be put back</source>
        <translation>
            <numerusform>%Ln record will be put back</numerusform>
            <numerusform>%Ln records will be put back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be removed</source>
        <translation>
            <numerusform>%Ln record will be removed</numerusform>
            <numerusform>%Ln records will be removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln record(s)</source>
        <translation>
            <numerusform>Remove %Ln record</numerusform>
            <numerusform>Remove %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %Ln record(s)</source>
        <translation>
            <numerusform>Restore %Ln record</numerusform>
            <numerusform>Restore %Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Damage</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) are damaged.</source>
        <translation>
            <numerusform>%Ln recovery point is damaged.</numerusform>
            <numerusform>%Ln recovery points are damaged.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%Ln part</numerusform>
            <numerusform>%Ln parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %Ln more</numerusform>
            <numerusform>{names} and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%Ln day ago</numerusform>
            <numerusform>%Ln days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>The last good recovery point is %n day(s) old.</source>
        <translation>
            <numerusform>The last good recovery point is %Ln day old.</numerusform>
            <numerusform>The last good recovery point is %Ln days old.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) in the new recovery point.</source>
        <translation>
            <numerusform>%Ln record in the new recovery point.</numerusform>
            <numerusform>%Ln records in the new recovery point.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlacePart</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) of this CRM take {size}.</source>
        <translation>
            <numerusform>%Ln recovery point of this CRM takes {size}.</numerusform>
            <numerusform>%Ln recovery points of this CRM take {size}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PointEntitiesModel</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PointWords</name>
    <message numerus="yes">
        <source>%n differential one(s)</source>
        <translation>
            <numerusform>1 differential one</numerusform>
            <numerusform>%Ln differential ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incremental one(s)</source>
        <translation>
            <numerusform>1 incremental one</numerusform>
            <numerusform>%Ln incremental ones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Proof</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that it created will be removed.</source>
        <translation>
            <numerusform>%Ln record that it created will be removed.</numerusform>
            <numerusform>%Ln records that it created will be removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that came out of the recycle bin will be removed again.</source>
        <translation>
            <numerusform>%Ln record that came out of the recycle bin will be removed again.</numerusform>
            <numerusform>%Ln records that came out of the recycle bin will be removed again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be again as they were before it.</source>
        <translation>
            <numerusform>%Ln record will be again as they were before it.</numerusform>
            <numerusform>%Ln records will be again as they were before it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that it removed will come back.</source>
        <translation>
            <numerusform>%Ln record that it removed will come back.</numerusform>
            <numerusform>%Ln records that it removed will come back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProofPart</name>
    <message numerus="yes">
        <source>Every %Ln day(s)</source>
        <translation>
            <numerusform>Every day</numerusform>
            <numerusform>Every %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last checked {time}: %Ln recovery point(s) are damaged.</source>
        <translation>
            <numerusform>Last checked {time}: %Ln recovery point is damaged.</numerusform>
            <numerusform>Last checked {time}: %Ln recovery points are damaged.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last drill {time}: %Ln record(s) came back, and every one matches.</source>
        <translation>
            <numerusform>Last drill {time}: %Ln record came back, and it matches.</numerusform>
            <numerusform>Last drill {time}: %Ln records came back, and every one matches.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProofReport</name>
    <message numerus="yes">
        <source>and %Ln more, listed in the web page</source>
        <translation>
            <numerusform>and %Ln more, listed in the web page</numerusform>
            <numerusform>and %Ln more, listed in the web page</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecordsSearch</name>
    <message numerus="yes">
        <source>The first %Ln record(s) are shown. A longer text finds fewer.</source>
        <translation>
            <numerusform>The first record is shown. A longer text finds fewer.</numerusform>
            <numerusform>The first %Ln records are shown. A longer text finds fewer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) found</source>
        <translation>
            <numerusform>%Ln record found</numerusform>
            <numerusform>%Ln records found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) chosen</source>
        <translation>
            <numerusform>%Ln record chosen</numerusform>
            <numerusform>%Ln records chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetentionPart</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) would go</source>
        <translation>
            <numerusform>%Ln recovery point would go</numerusform>
            <numerusform>%Ln recovery points would go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln would stay.</source>
        <translation>
            <numerusform>%Ln would stay.</numerusform>
            <numerusform>%Ln would stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that stay(s) is stored anew first, because what it needs goes.</source>
        <translation>
            <numerusform>%Ln that stays is stored anew first, because what it needs goes.</numerusform>
            <numerusform>%Ln that stay are stored anew first, because what they need goes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let %Ln recovery point(s) go?</source>
        <translation>
            <numerusform>Let %Ln recovery point go?</numerusform>
            <numerusform>Let %Ln recovery points go?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunDetail</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Salvaged</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) are in the rebuilt repository.</source>
        <translation>
            <numerusform>%Ln recovery point is in the rebuilt repository.</numerusform>
            <numerusform>%Ln recovery points are in the rebuilt repository.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them had lost their description, which was made anew.</source>
        <translation>
            <numerusform>%Ln of them had lost its description, which was made anew.</numerusform>
            <numerusform>%Ln of them had lost their description, which was made anew.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln stored object(s) could not be read any more.</source>
        <translation>
            <numerusform>%Ln stored object could not be read any more.</numerusform>
            <numerusform>%Ln stored objects could not be read any more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SamePage</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScheduleWords</name>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>every %Ln hour</numerusform>
            <numerusform>every %Ln hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>every %Ln minute</numerusform>
            <numerusform>every %Ln minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineModel</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineStrip</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) from {start} to {end}. Zoom in to see each.</source>
        <translation>
            <numerusform>%Ln recovery point from {start} to {end}. Zoom in to see each.</numerusform>
            <numerusform>%Ln recovery points from {start} to {end}. Zoom in to see each.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln backup(s) were due from {start} on and did not run, until {end}.</source>
        <translation>
            <numerusform>%Ln backup was due from {start} on and did not run, until {end}.</numerusform>
            <numerusform>%Ln backups were due from {start} on and did not run, until {end}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>All %n CRM(s) are protected.</source>
        <translation>
            <numerusform>Your CRM is protected.</numerusform>
            <numerusform>All %Ln CRMs are protected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhatPage</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) of the CRM</source>
        <translation>
            <numerusform>%Ln part of the CRM</numerusform>
            <numerusform>%Ln parts of the CRM</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhenPage</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%Ln hour ago</numerusform>
            <numerusform>%Ln hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%Ln day ago</numerusform>
            <numerusform>%Ln days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>in %Ln minute</numerusform>
            <numerusform>in %Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%Ln minute ago</numerusform>
            <numerusform>%Ln minutes ago</numerusform>
        </translation>
    </message>
</context>
</TS>
