import { END, START, StateGraph, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';

/** Subgraphs, two levels deep: a trip is planned until it fits the budget. */
const request = { city: z.string(), nights: z.number(), budget: z.number() };
const priced = z.object({ name: z.string(), price: z.number() });
const State = new StateSchema({
  ...request,
  comfort: z.number().default(3).describe('Stars, from 1 to 3'),
  transport: priced.optional(),
  hotels: z.array(priced).default([]),
  hotel: priced.optional(),
  itinerary: z.string().optional(),
});
type Trip = typeof State.State;

const hotelFinder = new StateGraph(State)
  .addNode('find_hotels', ({ city, comfort, nights }) => ({
    hotels: ['Station', 'Garden', 'Grand'].map((kind, index) => ({
      name: `${kind} Hotel ${city}`,
      price: (40 + 30 * index) * comfort * nights,
    })),
  }))
  .addNode('pick_hotel', ({ hotels, comfort }) => ({ hotel: hotels[comfort - 1] }))
  .addEdge(START, 'find_hotels')
  .addEdge('find_hotels', 'pick_hotel')
  .addEdge('pick_hotel', END)
  .compile();

const planner = new StateGraph(State)
  .addNode('pick_transport', ({ comfort }) => ({
    transport: { name: comfort > 2 ? 'plane' : 'train', price: 90 * comfort },
  }))
  .addNode('lodging', hotelFinder)
  .addEdge(START, 'pick_transport')
  .addEdge('pick_transport', 'lodging')
  .addEdge('lodging', END)
  .compile();

const price = ({ transport, hotel }: Trip) => (transport?.price ?? 0) + (hotel?.price ?? 0);

const checkBudget = (trip: Trip) =>
  price(trip) <= trip.budget || trip.comfort === 1 ? 'settled' : 'too expensive';

export const graph = new StateGraph(State, { input: new StateSchema(request) })
  .addNode('plan', planner)
  .addNode('economise', ({ comfort }) => ({ comfort: comfort - 1 }))
  .addNode('book', (trip) => ({
    itinerary: `${trip.nights} nights at ${trip.hotel?.name}, by ${trip.transport?.name}, for ${price(trip)}.`,
  }))
  .addEdge(START, 'plan')
  .addConditionalEdges('plan', checkBudget, { settled: 'book', 'too expensive': 'economise' })
  .addEdge('economise', 'plan')
  .addEdge('book', END)
  .compile();

export const exampleInput = { city: 'Lisbon', nights: 3, budget: 600 };
