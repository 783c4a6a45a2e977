<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CheckPage</name>
    <message>
        <source>What will happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsed on a private copy. Nothing has been changed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records that are refused, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This CRM is no longer in the list. Nothing was restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsing the restore of {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the check nothing is restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They can be created too. Parts that the recovery point does not have would be removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They can be created too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create them too</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) will be refused by the CRM:</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing can be restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do: everything is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) will be created</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) will be put back</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) will be removed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{list}.</source>
        <extracomment>Stands between the parts of a list.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Stands between the parts of a list.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written to: {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attachments: {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It will take about as long as the check: {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at that place yet, so nothing is replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is replaced is first kept in a safety point, so that you can undo the restore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Remove %n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChooseBackupDialog</name>
    <message>
        <source>Back up some parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what the CRM consists of…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whatever fits best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changed since the newest recovery point (incremental)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changed since the newest full one (differential)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything in the chosen parts (full)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what the recovery point shall hold. A point of some parts stands beside the others: it is restored when you choose it, and never taken for the newest.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Keep the recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It opens the repository when the passphrase is forgotten. It is shown only now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print it or write it down, and keep it where you keep passports, not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Print sheet…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save sheet as PDF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I &amp;have kept the recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving the sheet…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer could not keep the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase will be asked for at every start, and backups wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied. Paste it into a password manager, not into a note or an e-mail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crmbackup recovery sheet.pdf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the recovery sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it off this computer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CountsTable</name>
    <message>
        <source>What happens to each part of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrmChoice</name>
    <message>
        <source>CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none that can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In your list already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not on this computer: for restoring only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrmList</name>
    <message>
        <source>no recovery point yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrmPage</name>
    <message>
        <source>Which CRM?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what your CRM keeps its data in. Ask its vendor if you do not know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file (SQLite), with or without a folder of attachments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents, letters, exports: any files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Databases (*.db *.sqlite *.sqlite3 *.db3 *.s3db)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of attachments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name in your list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the file is called</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the CRM and say what is there. Nothing is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the CRM…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Attachments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrmsPage</name>
    <message>
        <source>Which CRMs?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository holds recovery points of these. Tick those that you want in your list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRMs in the repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in &amp;another place…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in another place…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where the selected CRM is on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what the repository holds…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository holds no recovery points yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of them are in your list already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to the beginning and choose “Protect a CRM”; it can be kept in this repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was at {place}, which is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where it is now, or take it into the list for restoring only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the CRM…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its folder of attachments was not found beside it; restoring them needs that folder there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndedRow</name>
    <message>
        <source>{job}: {outcome}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details: {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close: {job}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntityChoice</name>
    <message>
        <source>Part of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refers to</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntityList</name>
    <message>
        <source>Parts of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose all parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose no part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen parts refer to {names}, which are left out.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Change what you entered and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the place again, or look for a typing error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the password out of the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it is on a drive, plug the drive in and try again. Otherwise choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another one from the timeline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another recovery point, or something else from this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code again; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock the keyring of your system, or enter the passphrase instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add another passphrase or a recovery code first, then remove this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the recovery points to see which are affected, and take a full backup. Meanwhile you can restore from the newest point that is intact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an empty folder, or open the repository that is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the newest version of this program and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the place is plugged in, can be reached and written, and is not full. Then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again; nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the other program has finished, or close it. Then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that this is your CRM&apos;s own data, and that you may read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a full backup; it needs no other recovery point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore what is named here as well, or restore in another way. The check before it shows the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow the restore to create what is missing, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the CRM to the program first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that you may write to that folder, and that its disk is not full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back it up once, or choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again whenever you like. What was done before stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer no longer holds the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer does not give access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This passphrase does not open the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recovery code does not open the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No passphrase was entered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point that is intact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point from that time or before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{problem} Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of what is stored is damaged, so some recovery points may not be complete: {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of what is stored is missing, so some recovery points may not be complete: {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point &apos;{wanted}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several recovery points begin with &apos;{wanted}&apos;: {candidates}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no &apos;{entity}&apos; here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no &apos;{entity}&apos; here; similar names are: {close}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository has no CRM &apos;{wanted}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository has no single CRM &apos;{wanted}&apos;; it holds: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of this computer does not open the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program does not know places that begin with &apos;{scheme}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{location}&apos; cannot be used: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address contains a password, which others could read there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no recovery points at &apos;{location}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This CRM is no longer among those that are protected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery point has no record &apos;{key}&apos; in &apos;{entity}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery points are encrypted, and the key is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last key that a person holds; without it nobody could open the repository again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery points of &apos;{crm}&apos; have vanished or were exchanged: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{location}&apos; is not empty, so no new repository was created there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These recovery points were written by a newer version of this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place where recovery points are kept, &apos;{location}&apos;, cannot be used: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup could not be completed: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no CRM at &apos;{location}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program keeps the CRM locked: &apos;{location}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{location}&apos; cannot be read: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CRM changed while it was read: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records of &apos;{entity}&apos; did not read back as they were written: {differences}. Everything was put back as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something else is already working on &apos;{crm}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings in &apos;{location}&apos; cannot be used: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something happened that the program was not prepared for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again. If it happens again, please report it with the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It failed, and nothing is known about why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldChoice</name>
    <message>
        <source>{field} ({parts})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldsDialog</name>
    <message>
        <source>Only some fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the ticked fields are put back, into records that are there. None is created or removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Found: {kind}, {parts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{details}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>a database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a folder of files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FoundRecords</name>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>Restore…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a recovery point now (Ctrl+B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whatever fits best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incremental: what changed since the newest recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differential: what changed since the newest full one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full: everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only some parts of the CRM…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the recovery points…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{state}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> </source>
        <extracomment>What stands between two sentences; nothing in Chinese.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused. Next: {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was never backed up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer recovery points have vanished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recovery point is damaged; take a full backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CRM, or the place of its recovery points, could not be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last backup failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A backup is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last backup gave warnings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backups are only made when you ask for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schedule is paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last good recovery point {age}, not checked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last good recovery point {age}, checked {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobPanel</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel: {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits until another job has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may close this window; the job goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this window open until the job has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping safely…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>A share of the whole; the number comes formatted.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {entity}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing {entity}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing from {entity}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing {entity}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading back {entity}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking what is stored</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyTrouble</name>
    <message>
        <source>The recovery code has a typing error, most likely in group {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare it with your printed sheet, group by group.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring, so it cannot keep the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so the key was not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer did not keep the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer refused to keep the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository is open now. The next time, the passphrase will be asked for again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer keeps no key for this repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This passphrase does not open the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check capital letters and the keyboard language, or use the recovery code from your sheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recovery code does not open the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare it with your printed sheet, or use the passphrase. It may belong to another repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key that this computer keeps no longer opens the repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been removed there. Enter the passphrase or the recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring, so it cannot keep a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code. It will be asked for at every start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it and try again, or enter the passphrase or the recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring has an entry for this repository, but no usable key in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code; tick the box to keep a new key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring of this computer refuses access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow this program to use it and try again, or enter the passphrase or the recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRMs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>&apos;{name}&apos; is no longer there; earlier recovery points still hold its {count} records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; fell from {before} to {after} records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is sorted by rules of the CRM&apos;s own, so it is compared letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the files, {count} could not be read and are missing, with all that lies in them: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} items in the folder are not real files and were left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A restore into &apos;{place}&apos; was interrupted: its files are neither as before nor as they were to be. Run the restore again, then take another backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{problem} This machine needs the passphrase for every backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recovery point behind the chosen one cannot be read, and may have been nearer to that time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer recovery points that are damaged: {count}. What changed between {moment} and {until} is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer recovery points that are damaged: {count}. What changed after {moment} is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crm}: the recovery point before number {number} is gone or was exchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crm}: recovery point number {number} is not the one that this computer has seen before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crm}: this computer has seen recovery point number {seen} before, but the newest one here is number {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crm}: recovery point number {number} is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of &apos;{child}&apos; refer to &apos;{parent}&apos; that are not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether everything that &apos;{name}&apos; refers to is there cannot be checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CRM&apos;s index &apos;{name}&apos; could not be made; the CRM makes it itself. {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search index &apos;{name}&apos; must be made anew by the CRM: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders that could not be removed: {names} ({count}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders that did not take their rights or dates: {names} ({count}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long this took could not be kept for the planner: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no CRM yet at that place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target has no {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target no longer has {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records do not fit together without others: {list}. The target did not take {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records do not fit together without others: {list}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of &apos;{child}&apos; would refer to &apos;{parent}&apos; that are not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{record} could not be {done}: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{record} is in the way of another restored record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target refuses most records of &apos;{name}&apos;: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have nothing that identifies them, so they can only come back whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; are identified by {fields} in the recovery point, and by {others} in the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery point and the target write the text of &apos;{name}&apos; in different ways.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{place}&apos; was created by somebody else meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery point describes &apos;{name}&apos; in a way that cannot be trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database &apos;{place}&apos; does not take it: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{place}&apos; cannot be written: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{place}&apos; cannot be created: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder of files cannot be dropped or rebuilt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder does not take records of &apos;{name}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files come back as a whole, not single fields of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single fields can be put back into records that are there, not deleted or created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a safety point, which a restore takes before it writes, can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left to do: every entity is excluded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A day of the week is a number from 0 (Monday) to 6 (Sunday).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backups can be repeated every 1 to 1440 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a time of day such as 18:30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A wish for the backups must be a number above zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recovery code begins with {text}-.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group {number} of the recovery code has a character that no code has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recovery code has {count} characters after {text}-, but this one has {before}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery code has a typing error, most likely in group {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery code has a typing error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A passphrase must not look like a recovery code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The label of a key has at most {count} printable characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A repository has at most {count} keys; remove one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase has characters that no keyboard writes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two passphrases are not the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record of &apos;{name}&apos; is identified by {count} fields; all of them are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a number, but &apos;{name}&apos; holds numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is the beginning of several keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no key of this repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A demo CRM needs at least one contact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{place}&apos; is there already, so no demo CRM was created over it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have no file content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target was not prepared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another record already has this value of {fields}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fields} must not be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it breaks the rule {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field} does not take a value of this type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of the key is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file or a link stands where its folder must be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a folder with other files stands in its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its content has {count} bytes, not the {before} that it should</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record has no path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path belongs to the journal of restores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path is not relative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path has an empty part, &apos;.&apos; or &apos;..&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path contains the character NUL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path has a part that Windows does not take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record has no modification time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the link leads nowhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record is neither a file, a folder nor a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record has permissions that are not restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file has no size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the content of the file is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no room left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>permission was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it can only be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the drive reports an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a link stands where an object should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file stands where a folder should be, or the other way round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be reached, or it refused the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system gave no reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{name}&apos; in it is a link to another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program keeps them locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a folder was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file address has three slashes and a path, as in file:///folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no file or folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not begin with the kind of CRM, such as &apos;sqlite://&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; has no option &apos;{name}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the option &apos;{name}&apos; stands there twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an option has the form name=value; in a path, &apos;?&apos; is written %3F and &apos;&amp;&apos; is %26</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a path follows three slashes, as in {text}:///</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder in &apos;files=&apos; must be an absolute path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder must be an absolute path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server is written host, host:port or [IPv6 address]:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a port is a number from 1 to 65535</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%&apos; must be followed by two hexadecimal digits; a literal &apos;%&apos; is written %25</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it contains characters that no file system or server takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it contains the character NUL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the extension {name} does not load ({problem})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is being changed all the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two of its records cannot be told apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its structure holds text that is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a rehearsal writes no content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it took longer than a day, and parts of it may have been cleaned up meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other programs committed all the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a part of the repository that it needs is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a part of the repository that it needs is about to be cleaned up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a folder, not a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the database is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>{crm}: {task} {outcome}</source>
        <extracomment>Title of a notice: the name of a CRM, what was done, how it ended.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No new backup of {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was never backed up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The last good recovery point is %n day(s) old.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{what} {advice}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) in the new recovery point.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Passphrase</name>
    <message>
        <source>Four or more unrelated words are easy to remember and hard to guess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too short: use at least 8 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Easy to guess. Add some unrelated words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fair. One or two more words would make it good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good: hard to guess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strong: practically impossible to guess.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>Choose a passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It encrypts the recovery points. Without it nobody can read them, not even we.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository has been made with the passphrase that you chose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same &amp;again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the repository…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type it twice, because a typing error would lock you out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two are not the same yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose: {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaceChoice</name>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Databases (*.db *.sqlite *.sqlite3);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} restored</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlacePage</name>
    <message>
        <source>Folder for the recovery points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the place…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where shall the recovery points be kept?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are encrypted before they leave this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best is another drive, or a folder of another computer: then they survive when this one does not. A repository that is there already can take this CRM, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is the repository?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder or drive on which the recovery points are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It contains a file named “repository” and folders such as “points” and “packs”. Plug it in first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are other files in this folder, so the recovery points need one of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRM backups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a repository here, and this computer has its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a repository here. Its passphrase is asked for next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository has been made here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the disk that the CRM is on: if it breaks, both are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may go on, but another drive is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} are free here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no repository in this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder that holds it, or go back to protect a CRM in a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use “{folder}”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PointDetailPanel</name>
    <message>
        <source>What this recovery point holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore from here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the newest intact point…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo that restore…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check this point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody can tell when it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} stored, taken in {duration}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another job of this CRM is still running.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PointEntitiesModel</name>
    <message>
        <source>Entity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{entity}, stored with this point: {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{entity}: {records}, {added} added, {changed} changed, {deleted} deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PointTable</name>
    <message>
        <source>Recovery points, newest first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PointWords</name>
    <message>
        <source>Safety point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partial recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differential recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incremental recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be read without any other recovery point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n differential one(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incremental one(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Reading it needs {points}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged: even its description can no longer be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: all of it can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged: a part of what it needs cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this point held is lost. Other points are not harmed by that, unless they are marked, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A restore from here would not bring back everything. Better take the newest point that is intact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken before a restore. It holds what that restore replaced, so that it can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds only a part of the CRM: the entities that are listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a full recovery point that is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the full recovery point taken {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first}, {second} and {third}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProtectWizard</name>
    <message>
        <source>Protect a CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start protecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the guide?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository has been made, and its recovery code is shown only here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you close now, only the passphrase opens the repository. It stays where it is, still empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings could not be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is lost: try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Quitting</name>
    <message>
        <source>A job is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{job} is not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you quit now it is stopped safely: earlier recovery points stay as they are, and a restore that is not finished changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop safely and quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing safely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing safely…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The running job stops at the next safe place. This takes a few seconds.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordsSearch</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With everything that belongs to them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name, an address, a number …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records that were found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also what refers to the chosen records, such as the notes of a contact, and so on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was found. Try another part of the name or number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The first %n record(s) are shown. A longer text finds fewer.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) found</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) chosen</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecoverySheet</name>
    <message>
        <source>Recovery sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code opens the repository below when the passphrase is forgotten or the computer is gone. Whoever has it can read the recovery points: keep this sheet where you keep passports, and not beside the computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install crmbackup on any computer and open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose “Add a CRM”, then “I already have a repository”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder or drive, and type the code when it asks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to use it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Restore</name>
    <message>
        <source>Choose a recovery point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point from that time or before it. Choose a later time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the program look for the newest intact recovery point first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one part of the CRM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for records and tick at least one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one field, or all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose where to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the CRM itself. Choose “Into the same CRM”, or another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is something at that place already. Go back and choose one where there is nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no CRM at that place. Go back and choose one that exists, or a new place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single fields are put back into records that are there, and a new place has none. Go back and choose all fields, or another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one of the three.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You chose single fields. All that can be done with them is to put them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records that changed can only be put back if missing ones are created as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer records can only be removed if the other two are ticked as well.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RestoreCounts</name>
    <message>
        <source>Part of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{part} {key}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RestoreWizard</name>
    <message>
        <source>Restore {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RhythmPage</name>
    <message>
        <source>How often?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can change every part of this later, on the page Schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Make the first backup now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({place})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for restoring only: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the recovery points that are there, and new ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Make a backup now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only {names}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScheduleWords</name>
    <message>
        <source>Only when you choose Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} every day at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} on {days} at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} {interval}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} {interval} on {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} {interval} from {first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy} {interval} from {first} to {last} on {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incremental</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differential</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mondays to Fridays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weekends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Every hour during the day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every evening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only when I ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My own rhythm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a CRM that is worked in all day: at most an hour of work can be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For most: at most a day of work can be lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For records that seldom change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing happens by itself. You will be reminded when the last one is old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one day of the week.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first time must be before the last one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mondays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tuesdays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wednesdays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thursdays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fridays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturdays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sundays</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScopePage</name>
    <message>
        <source>How much of it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is in the recovery points can be restored from them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &amp;whole CRM, and what is added to it later (recommended)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only these &amp;parts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Hide what is typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Backing up {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restoring {crm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing a restore of {crm}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRMs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rhythm and start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelineModel</name>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{added} added, {changed} changed, {deleted} deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Stands between the parts of a sentence that is read aloud.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>safety</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{strategy}, partial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checked, intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged point: what it held, and when, can no longer be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelinePage</name>
    <message>
        <source>Show safety points too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also points that were taken before a restore, and those of only a part of the CRM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You see what was known before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the recovery points…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first recovery point is being taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It will appear here as soon as it is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No recovery points yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the first one now. From then on everything can be brought back as it was at that moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repository is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery points cannot be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recovery points cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it is on a drive, plug the drive in. Nothing is lost, and backups go on when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelineStrip</name>
    <message>
        <source>Full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differential</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incremental</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safety</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <extracomment>The present moment on the time axis.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A day and its month on the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yyyy</source>
        <extracomment>A year on the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMM yyyy</source>
        <extracomment>A month and its year beside the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery points along a line of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n recovery point(s) from {start} to {end}. Zoom in to see each.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>A backup was due on {start} and did not run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) were due from {start} on and did not run, until {end}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>Unlock…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnlockDialog</name>
    <message>
        <source>Open the repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnlockForm</name>
    <message>
        <source>Passphrase or recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the keyring again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Passphrase or recovery code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repository: {place}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnlockPage</name>
    <message>
        <source>Open the repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its recovery points are encrypted; the passphrase or the recovery code opens them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WayPage</name>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing happens to your CRM: it is only read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protect a CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the CRM, where its recovery points are kept, and how often. It takes a few minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I already have a repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery points of this or of another computer are there: see them, restore, and go on with them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Protect your customers&apos; data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crmbackup keeps recovery points of your CRM, so that you can bring back all of it, or a single customer, as it was at any of them. It reads every record back before it says that it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protect a CRM…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You already have a repository? The guide opens it, too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhatPage</name>
    <message>
        <source>What shall come back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the CRM as it was, or only what you miss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only some fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose fields…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking into the recovery point…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {records} in {parts}, as they were {when}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) of the CRM</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhenPage</name>
    <message>
        <source>As it was when?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the recovery point that shall come back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recovery point from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it was on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest one that is intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for the newest intact recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the recovery points…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recovery point of this CRM yet. Back it up first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the newest intact recovery point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recovery point is damaged and cannot be read. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen: {when}, {strategy}, {records}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Everything that it needs was read just now, and is intact. Nothing newer is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A check found it damaged, so that restoring it may fail. The newest one that is intact may help.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WherePage</name>
    <message>
        <source>Where shall it go?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is exactly where the program will write, and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into the same CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into another CRM that is there already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into a new place, where there is nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}
Attachments: {files}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What may happen there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create records that are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back records that have changed since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove records that the recovery point does not have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing yet, so everything is created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single fields are only put back into records that are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records that were added since the recovery point will be removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are kept in a safety point first, so that you can undo it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>today {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tomorrow {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day}, {date} {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <extracomment>How a date is written, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{count} records/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incremental</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differential</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>regular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>safety point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of the CRM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done, with warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo of a restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>started by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>catching up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in less than a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Working</name>
    <message>
        <source>How far it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing {part}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsing what goes: {part}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearsing what is written: {part}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading back {part}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {part}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a {length}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
