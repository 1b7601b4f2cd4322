import {
  type AddressSpace,
  type BaseNode,
  DataType,
  type ExtensionObject,
  NodeClass,
  type StatusCode,
  type UAMethod,
  type UAObject,
  type UAVariable,
} from 'node-opcua';

export const NAMESPACES = {
  '0': 'http://opcfoundation.org/UA/',
  di: 'http://opcfoundation.org/UA/DI/',
  amb: 'http://opcfoundation.org/UA/AMB/',
  lads: 'http://opcfoundation.org/UA/LADS/',
  unit: 'urn:ballroom:culture-unit',
  decoy: 'urn:ballroom:decoy',
} as const;

export type Prefix = keyof typeof NAMESPACES;

/** Finds and makes nodes by namespace prefix and name, so that no index is ever written down. */
export class Nodes {
  constructor(readonly space: AddressSpace) {}

  index(prefix: Prefix): number {
    return this.space.getNamespaceIndex(NAMESPACES[prefix]);
  }

  /** The node at the end of a path such as `lads:FunctionSet/unit:PH`. */
  at(from: BaseNode, path: string): BaseNode {
    return path.split('/').reduce((node, part) => {
      const [prefix, name] = part.split(':') as [Prefix, string];
      const index = this.index(prefix);
      const found = node.getChildByName(name, index) ?? (node as UAObject).getFolderElementByName(name, index);
      if (!found) throw new Error(`no ${part} under ${node.browseName.toString()}`);
      return found;
    }, from);
  }

  variable(from: BaseNode, path: string): UAVariable {
    const node = this.at(from, path);
    if (node.nodeClass !== NodeClass.Variable) throw new Error(`${path} is not a variable`);
    return node as UAVariable;
  }

  object(from: BaseNode, path: string): UAObject {
    const node = this.at(from, path);
    if (node.nodeClass !== NodeClass.Object) throw new Error(`${path} is not an object`);
    return node as UAObject;
  }

  method(from: BaseNode, path: string): UAMethod {
    const node = this.at(from, path);
    if (node.nodeClass !== NodeClass.Method) throw new Error(`${path} is not a method`);
    return node as UAMethod;
  }

  /** An instance of a LADS type, named in the unit's namespace. */
  instance(type: string, name: string, parent: UAObject, optionals: string[] = []): UAObject {
    const objectType = this.space.findObjectType(type, this.index('lads'));
    if (!objectType) throw new Error(`no type ${type}`);
    const browseName = { namespaceIndex: this.index('unit'), name };
    return objectType.instantiate({ browseName, componentOf: parent, optionals, namespace: this.own() });
  }

  /** Gives a set its first NodeVersion; the server counts it up as members come and go. */
  versioned(set: UAObject): void {
    put(this.variable(set, '0:NodeVersion'), DataType.String, '0', new Date());
  }

  /** A read-only variable that LADS has no place for. */
  property(parent: UAObject, prefix: Prefix, name: string, dataType: DataType): UAVariable {
    const browseName = { namespaceIndex: this.index(prefix), name };
    return this.own().addVariable({ browseName, dataType, propertyOf: parent, accessLevel: 'CurrentRead' });
  }

  /** A structure of a type that a nodeset defines. */
  structure(prefix: Prefix, type: string, fields: Record<string, unknown>): ExtensionObject {
    const dataType = this.space.findDataType(type, this.index(prefix));
    if (!dataType) throw new Error(`no data type ${type}`);
    return this.space.constructExtensionObject(dataType, fields);
  }

  own(): ReturnType<AddressSpace['getNamespace']> {
    return this.space.getNamespace(this.index('unit'));
  }
}

/** Sets a variable's value at a time of the unit, not of the server. */
export function put(variable: UAVariable, dataType: DataType, value: unknown, at: Date, status?: StatusCode): void {
  variable.setValueFromSource({ dataType, value }, status, at);
}
