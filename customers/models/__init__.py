from customers.models.address_book import AddressBookEntry
from customers.models.callbacks import Callback, CallbackAttempt
from customers.models.churn import ChurnCase, ChurnStep
from customers.models.contacts import Consent, Contact, ImportantDate
from customers.models.custom_fields import CustomField
from customers.models.customers import Customer, Profile, SearchEntry, Source
from customers.models.duplicates import DuplicatePair, Handover, Merge
from customers.models.greetings import DateGreeting, DoNotGreet, Greeting, GreetingPlan
from customers.models.key_accounts import (
    AccountBudget,
    AccountExpense,
    AccountNeed,
    AccountReview,
    KeyAccount,
    ServicePromise,
)
from customers.models.leads import Lead, LeadEvent, LeadStep, SourceCost
from customers.models.loyalty import LoyaltyTerms, PointEntry, Reward
from customers.models.market import Competitor, CompetitorUse, MarketObservation
from customers.models.surveys import FocusGroup, Invitation, MysteryVisit, Survey, SurveyAnswer, SurveyRound
from customers.models.thanks import DeliveryNote, ThanksPolicy, ThankYou
from customers.models.tier_thresholds import TierThresholds
from customers.models.tiers import CustomerTier, ServiceLevel, Tier, TierEvaluation, TierOverride, TierVerdict
from customers.models.touches import Task, Touch
from customers.models.volumes import Activity, CustomerDay, CustomerWeek, VolumeNote

__all__ = [
    "DeliveryNote",
    "ThanksPolicy",
    "ThankYou",
    "FocusGroup",
    "Invitation",
    "MysteryVisit",
    "Survey",
    "SurveyAnswer",
    "SurveyRound",
    "LoyaltyTerms",
    "PointEntry",
    "Reward",
    "DateGreeting",
    "DoNotGreet",
    "Greeting",
    "GreetingPlan",
    "AccountBudget",
    "AccountExpense",
    "AccountNeed",
    "AccountReview",
    "Activity",
    "AddressBookEntry",
    "Callback",
    "CallbackAttempt",
    "ChurnCase",
    "ChurnStep",
    "Competitor",
    "CompetitorUse",
    "Consent",
    "Contact",
    "CustomField",
    "Customer",
    "CustomerDay",
    "CustomerTier",
    "CustomerWeek",
    "DuplicatePair",
    "Handover",
    "ImportantDate",
    "KeyAccount",
    "Lead",
    "LeadEvent",
    "LeadStep",
    "MarketObservation",
    "Merge",
    "Profile",
    "SearchEntry",
    "ServiceLevel",
    "ServicePromise",
    "Source",
    "SourceCost",
    "Task",
    "Tier",
    "TierEvaluation",
    "TierOverride",
    "TierThresholds",
    "TierVerdict",
    "Touch",
    "VolumeNote",
]
